"""The page of a decree: made and sealed once after the signature, kept, and only then announced."""

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient

from deploy.letters.keys import AUTHORITY_FILE, KEY_FILE, renew
from services.membership.letters.domain import LetterId
from services.membership.letters.scan_domain import NotAScan, media_type_of
from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.standing_domain import Standing
from services.membership.main import Parts
from services.membership.printing.domain import Hindrance, page_of
from services.membership.printing.mongo import MongoHindranceRepository
from services.membership.service_records.domain import LetterKey
from services.membership.settings import Settings
from services.membership.typesetting.domain import Mark, letterhead_of
from shared.runtime.clock import utc_now
from shared.runtime.context import Cause, caused_by
from shared.runtime.county import County
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer, csrf_for, token_of
from tests.membership import test_certificates as certificates
from tests.membership import test_invitations as invitations
from tests.membership.letters import NOON, a_decree, a_draft
from tests.membership.test_decrees import draft, sign, told
from tests.membership.test_pages import see

pytestmark = pytest.mark.servers

COUNTY = County("بهاردشت", province="بهارستان")


@pytest.fixture
def key_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    renew(folder, "فرمانداری بهاردشت", lasts=timedelta(days=9), now=utc_now(), authority=folder / AUTHORITY_FILE)
    return folder


@pytest.fixture
def mode() -> SignatureMode:
    return SignatureMode.COUNTY_KEY


@pytest.fixture
def settings(settings: Settings, key_folder: Path, mode: SignatureMode) -> Settings:
    return settings.model_copy(update={"letter_key_file": key_folder / KEY_FILE, "signature_mode": mode})


async def letter_of(membership: AsyncClient, decree: str) -> bytes:
    where = f"/api/membership/decrees/{decree}/letter.pdf"

    async def kept() -> bytes:
        answer = await membership.get(where, headers=bearer(GOVERNOR))
        assert answer.status_code in {200, 409}, answer.text
        return answer.content if answer.status_code == 200 else b""

    return await eventually(kept)


async def test_a_signed_decree_gets_one_page_and_is_announced_with_it(
    membership: AsyncClient, store: Store, tmp_path: Path
) -> None:
    decree = (await draft(membership)).json()["id"]
    before = await membership.get(f"/api/membership/decrees/{decree}/letter.pdf", headers=bearer(SECRETARY))
    proof = await membership.get(f"/api/membership/decrees/{decree}/proof.pdf", headers=bearer(SECRETARY))
    signed = await sign(membership, decree)

    pdf = await letter_of(membership, decree)

    assert (before.status_code, before.json()["type"]) == (409, "urn:ravabet:problem:page-not-made")
    assert (proof.status_code, proof.content[:5]) == (200, b"%PDF-")
    assert signed.status_code == 200
    (issued,) = await told(store, "decree.issued.v1")
    assert issued["register_no"] == signed.json()["register_no"]
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf)
    said = _read_by_poppler(file)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert await letter_of(membership, decree) == pdf
    asked = await membership.post("/v", files={"file": ("letter.pdf", pdf, "application/pdf")})
    assert "این حکم معتبر است" in asked.text
    changed = await membership.post("/v", files={"file": ("letter.pdf", pdf[:-9] + b"x" + pdf[-8:], "application/pdf")})
    assert "این حکم معتبر است" not in changed.text
    other = await membership.get(f"/api/membership/decrees/{decree}/letter.pdf", headers=bearer(OPERATOR))
    assert other.status_code in {403, 404}


async def test_a_signed_certificate_gets_its_page_and_is_announced_with_it(
    membership: AsyncClient, store: Store, tmp_path: Path
) -> None:
    signed = await certificates.a_registered_one(membership)
    await eventually(lambda: told(store, "certificate.issued.v1"))
    where = f"{certificates.PATH}/{signed['id']}/letter.pdf"
    first, second = [(await membership.get(where, headers=bearer(SECRETARY))).content for _ in range(2)]
    file = tmp_path / "certificate.pdf"
    file.write_bytes(first)

    assert first == second
    assert "Signature is Valid" in _read_by_poppler(file)
    assert len(await told(store, "certificate.issued.v1")) == 1


async def test_each_guest_of_an_invitation_gets_a_sealed_page_that_names_nobody_else(
    membership: AsyncClient, store: Store, tmp_path: Path
) -> None:
    signed = await invitations.a_signed_one(membership)
    await eventually(lambda: told(store, "invitation.issued.v1"))
    where = f"{invitations.PATH}/{signed['id']}/letter.pdf"
    outsider = next(each["id"] for each in signed["guests"] if not each["person_id"])
    asked = ((SECRETARY, ""), (SECRETARY, ""), (MANAGER, ""), (SECRETARY, f"?guest={outsider}"))
    whole, again, own, other = [
        (await membership.get(f"{where}{which}", headers=bearer(by))).content for by, which in asked
    ]
    verified = await membership.post("/v", files={"file": ("letter.pdf", own, "application/pdf")})

    assert (whole == again, len({whole, own, other})) == (True, 3)
    assert "این دعوت‌نامه معتبر است" in verified.text
    assert len(await told(store, "invitation.issued.v1")) == 1
    texts = []
    for number, content in enumerate((whole, own, other)):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(content)
        assert "Signature is Valid" in _read_by_poppler(file)
        assert "No syntax or stream encoding errors" in _said_by("qpdf", "--check", file)
        texts.append(_said_by("pdfinfo", file))
    assert ["Pages:           2" in each for each in texts] == [True, False, False]
    assert all("419.528 x 595.276" in each for each in texts), "not A5"


async def test_what_an_earlier_release_signed_gets_its_pages_and_is_not_told_again(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    pages = parts.invitation_pages.pages
    signed = await invitations.a_signed_one(membership)
    await eventually(lambda: told(store, "invitation.issued.v1"))
    before = await pages.letters.get(LetterId(signed["id"]))
    before.document, before.guest_pages, before.is_told_with_page = None, (), False
    await pages.letters.save(before)

    async def kept() -> bool:
        return (await pages.letters.get(before.id)).document is not None

    await eventually(kept)
    assert len((await pages.letters.get(before.id)).guest_pages) == len(before.guests)
    assert len(await told(store, "invitation.issued.v1")) == 1


async def test_what_was_signed_in_a_replay_is_told_as_one(membership: AsyncClient, parts: Parts, store: Store) -> None:
    decree = (await draft(membership)).json()["id"]
    with caused_by(Cause(replay=True)):
        await parts.registry.sign(LetterId(decree), by=GOVERNOR)

    assert await letter_of(membership, decree)
    (row,) = await store.find("outbox", {"type": "decree.issued.v1"})
    assert json.loads(row["body"])["replay"] is True


async def test_while_no_page_can_be_sealed_nothing_is_numbered(
    membership: AsyncClient, store: Store, key_folder: Path
) -> None:
    decree = (await draft(membership)).json()["id"]
    (key_folder / KEY_FILE).rename(key_folder / "away")

    refused = await sign(membership, decree)

    assert (refused.status_code, refused.json()["type"]) == (503, "urn:ravabet:problem:printing-not-ready")
    assert await told(store, "decree.issued.v1", "membership.granted.v1") == []
    (key_folder / "away").rename(key_folder / KEY_FILE)
    again = await sign(membership, decree)
    assert again.json()["register_no"].endswith("/001")


async def test_a_key_that_goes_after_the_signature_only_delays_the_page(
    membership: AsyncClient, parts: Parts, store: Store, key_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decree = (await draft(membership)).json()["id"]
    monkeypatch.setattr(type(parts.print_shop), "must_be_ready", _ready)
    (key_folder / KEY_FILE).rename(key_folder / "away")
    signed = await sign(membership, decree)
    hindrances = MongoHindranceRepository(store)
    (hindrance,) = await eventually(hindrances.all)

    assert signed.status_code == 200
    assert (hindrance.id, "کلید امضا" in hindrance.reason) == (decree, True)
    assert await told(store, "decree.issued.v1") == []
    (key_folder / "away").rename(key_folder / KEY_FILE)
    await hindrances.keep(replace(hindrance, next_at=store.now()))
    assert await letter_of(membership, decree)
    await eventually(lambda: _none(hindrances))
    assert len(await told(store, "decree.issued.v1")) == 1


class TestOnPaper:
    """Where letters are signed by hand: number, print, sign, scan."""

    @pytest.fixture
    def mode(self) -> SignatureMode:
        return SignatureMode.WET

    async def test_a_decree_is_announced_when_its_scan_is_attached(
        self, membership: AsyncClient, parts: Parts, store: Store
    ) -> None:
        decree = (await draft(membership)).json()["id"]
        assert (await sign(membership, decree)).status_code == 200
        to_sign = await membership.get(f"/api/membership/decrees/{decree}/proof.pdf", headers=bearer(SECRETARY))
        scan = b"%PDF-1.7 scanned"

        assert (to_sign.status_code, await told(store, "decree.issued.v1")) == (200, [])
        room = parts.reading_room
        for _ in range(2):
            await room.attach_scan(decree, scan, by=SECRETARY)
        assert await letter_of(membership, decree) == scan
        assert len(await told(store, "decree.issued.v1")) == 1

    async def test_a_certificate_is_told_and_served_with_its_scan(
        self, membership: AsyncClient, parts: Parts, store: Store
    ) -> None:
        one = await certificates.a_registered_one(membership, person_ids=["p-water"])
        here, scan = f"/membership/certificates/{one['id']}", b"\x89PNG\r\n\x1a\n scanned"
        waiting = await see(membership, here, SECRETARY)
        assert ("باید روی کاغذ امضا شود" in waiting.text, await told(store, "certificate.issued.v1")) == (True, [])

        async def attach(content: bytes) -> int:
            headers, data = {"Cookie": f"{COOKIE}={token_of(SECRETARY)}"}, {"csrf": csrf_for(SECRETARY)}
            files = {"scan": ("scan.exe", content, "text/html")}
            return (await membership.post(f"{here}/scan", data=data, files=files, headers=headers)).status_code

        assert [await attach(each) for each in (b"<html>", scan, scan, b"%PDF-1.7 other")] == [422, 303, 303, 409]
        await eventually(lambda: store.find("service_records", {"letter.id": one["id"], "to": "addressee"}))
        found = await see(membership, f"{here}/letter.pdf", MANAGER)

        assert (found.content, found.headers["content-type"]) == (scan, "image/png")
        assert len(await told(store, "certificate.issued.v1")) == 1
        letter = await parts.letter_reader.of(LetterKey("certificate", one["id"]))
        assert letter.document

    async def test_guests_are_told_of_an_invitation_with_its_scan(
        self, membership: AsyncClient, parts: Parts, store: Store
    ) -> None:
        one = await invitations.a_signed_one(membership)
        assert await told(store, "invitation.issued.v1") == []

        await parts.invitation_pages.attach_scan(LetterId(one["id"]), b"%PDF-1.7 scanned", by=SECRETARY)

        assert len(await told(store, "invitation.issued.v1")) == 1


def test_a_draft_says_that_it_is_one_and_has_neither_number_nor_code() -> None:
    page = page_of(a_draft(), COUNTY, verify_url="http://x/v/1", qr="X")

    assert page.marks == (Mark.DRAFT,)
    assert (page.number, page.verify_code, page.verify_url, page.qr) == ("", "", "", "")
    assert page.letterhead == ("استانداری بهارستان", "فرمانداری شهرستان بهاردشت")
    assert letterhead_of(County("بهاردشت")) == ("فرمانداری شهرستان بهاردشت",)


def test_a_registered_letter_bears_its_number_in_persian_digits() -> None:
    page = page_of(a_decree(Standing.REGISTERED), COUNTY, verify_url="http://x/v/1", qr="X")

    assert page.marks == ()
    assert page.number.startswith("۱۴۰۵/ق/")
    assert page.date == "۱۴۰۵/۰۹/۰۸"
    assert page.qr == "X"


def test_pauses_between_tries_double_up_to_an_hour() -> None:
    letter, hindrance, pauses = a_decree(Standing.REGISTERED), None, []
    for _ in range(14):
        hindrance = Hindrance.after(letter, "x", before=hindrance, at=NOON)
        pauses.append((hindrance.next_at - NOON).total_seconds())

    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == 3600
    assert hindrance
    assert hindrance.since == NOON


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"MZ", b"%PDF-" + bytes(10 * 1024 * 1024)])
def test_what_is_no_scan_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NotAScan, match="اسکن"):
        media_type_of(content)


def _read_by_poppler(file: Path) -> str:
    return _said_by("pdfsig", "-nocert", file)


def _said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603


async def _ready(_: object) -> None:
    pass


async def _none(hindrances: MongoHindranceRepository) -> bool:
    return not await hindrances.all()
