"""`/v` over the real database: codes in any digits, alarms, PDFs, keys, the page for checking offline."""

import re
from hashlib import sha256

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from joserfc.jwk import ECKey
from prometheus_client import REGISTRY

from services.membership.decrees.mongo import to_decree
from services.membership.decrees.statement_domain import statement_of
from services.membership.main import Parts
from services.membership.statements.domain import read
from services.membership.verification.domain import Seal
from services.membership.verification.queries import altered_letters
from services.membership.verification.sealed_outside import SealLook
from shared.store.store import Store
from shared.web.limits import Turnstile
from shared.web.parts import parts_of
from tests.identity import GOVERNOR
from tests.membership.test_decrees import a_registered_one, do

PDF = b"%PDF-1.7\nwhat was signed\n"


def code_of(decree: dict[str, str]) -> str:
    return decree["verify_url"].rpartition("/")[2]


async def send(membership: AsyncClient, content: bytes, name: str = "decree.pdf") -> Response:
    return await membership.post("/v", files={"file": (name, content, "application/pdf")})


async def keep_page(store: Store, decree: str) -> None:
    (stored,) = await store.find("decrees", {"_id": decree})
    async with store.unit_of_work() as work:
        await work.put("decrees", stored | {"document": {"sha256": sha256(PDF).hexdigest(), "made_at": store.now()}})


async def test_a_code_leads_to_its_letter_however_it_is_written(membership: AsyncClient) -> None:
    code = code_of(await a_registered_one(membership))
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

    for typed in (code, persian, f"\u200f{persian[:4]}-{persian[4:]}", f"{code[:4]} {code[4:7]}–{code[7:]}"):
        answer = await membership.get(f"/v/{typed}")
        assert (answer.status_code, "این حکم معتبر است" in answer.text) == (200, True), typed
    scanned = await membership.get(f"/V/{code}")
    assert (scanned.status_code, scanned.headers["location"]) == (303, f"/v/{code}")


async def test_only_what_stands_in_the_register_is_shown(membership: AsyncClient) -> None:
    decree = await a_registered_one(membership)

    shown = (await membership.get(f"/v/{code_of(decree)}")).text

    for said in ("سارا مهرگان‌پور", "اداره آب و فاضلاب", "عضو قرارگاه رسانه‌ای شهرستان"):
        assert said in shown
    for unsaid in ("p-water", "bahardasht.example", "سرکار عالی", "نادر فرهمند", decree["id"]):
        assert unsaid not in shown


async def test_a_letter_that_was_changed_in_the_database_is_an_alarm(membership: AsyncClient, store: Store) -> None:
    code = code_of(await a_registered_one(membership))
    before = REGISTRY.get_sample_value("letters_altered_total") or 0
    (stored,) = await store.find("decrees", {"registration.verify_code": code})
    stored["grant"]["person_name"] = "کس دیگر"
    async with store.unit_of_work() as work:
        await work.put("decrees", stored)

    answer = await membership.get(f"/v/{code}")

    assert "اصالت این حکم تأیید نمی‌شود" in answer.text
    assert "معتبر است" not in answer.text
    assert "کس دیگر" not in answer.text
    assert REGISTRY.get_sample_value("letters_altered_total") == before + 1
    assert await altered_letters(store, latest=10) == [stored["registration"]["register_no"]]


async def test_the_qr_code_of_a_letter_leads_to_it_and_says_the_same(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    decree = await a_registered_one(membership)
    (stored,) = await store.find("decrees", {"_id": decree["id"]})

    text = parts.statement_signer.qr_text(statement_of(to_decree(stored)))

    said = read(text, parts.statement_signer.published)
    assert (said.code, said.number, said.name) == (code_of(decree), decree["register_no"], "سارا مهرگان‌پور")
    assert (said.office, said.is_sample) == ("اداره آب و فاضلاب", True)
    page = await membership.get(text.partition("#")[0].removeprefix("HTTP://RAVABET.TEST"), follow_redirects=True)
    assert "این حکم معتبر است" in page.text


async def test_all_that_is_unknown_gets_one_answer(membership: AsyncClient) -> None:
    answers = [await membership.get(f"/v/{code}") for code in ("1234567890", "9876543210", "12", "x", "۱۲۳۴۵۶۷۸۹۰")]

    assert {answer.status_code for answer in answers} == {404}
    shown = {re.sub(r'value="[^"]*"|<time.*?</time>|ساعت [۰-۹:]+|nonce="[^"]*"', "", answer.text) for answer in answers}
    shown = {re.sub(r"/v/[^\"]*|/v%2F[^\"]*", "", text) for text in shown}
    assert len(shown) == 1


async def test_who_guesses_codes_is_soon_refused_and_who_knows_them_is_not(membership: AsyncClient) -> None:
    code = code_of(await a_registered_one(membership))
    app: FastAPI = membership._transport.app  # type: ignore[attr-defined]
    meter = parts_of(app)[Turnstile].meter

    def forget_the_minute() -> None:
        # Sixty guesses an hour are at stake here, and not thirty requests a minute.
        for key in [key for key in meter._free_at if key[0].name == "checks of letters"]:  # type: ignore[index]
            del meter._free_at[key]

    statuses = []
    for guess in range(62):
        forget_the_minute()
        statuses.append((await membership.get(f"/v/{1000000000 + guess}")).status_code)
    forget_the_minute()

    assert statuses == [*[404] * 60, 429, 429]
    assert (await membership.get(f"/v/{code}")).status_code == 429, "else the answer would tell which code is right"


async def test_asking_often_for_what_one_knows_costs_no_guess(membership: AsyncClient) -> None:
    code = code_of(await a_registered_one(membership))

    statuses = [(await membership.get(f"/v/{code}")).status_code for _ in range(31)]

    assert statuses == [*[200] * 30, 429]


async def test_the_page_that_is_kept_is_known_by_its_hash(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership)
    await keep_page(store, decree["id"])
    valid = await send(membership, PDF)
    await do(membership, decree["id"], "revocation", by=GOVERNOR, reason="پایان مأموریت")
    await keep_page(store, decree["id"])
    revoked = await send(membership, PDF)

    assert (valid.status_code, "این حکم معتبر است" in valid.text) == (200, True)
    assert "همان نسخه‌ای است که هنگام ثبت" in valid.text
    assert "این حکم لغو شده است" in revoked.text


async def test_each_finding_has_its_words(membership: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = {
        Seal.INTACT_OURS: "ولی نسخه بایگانی نیست",
        Seal.CHANGED: "این PDF پس از امضا تغییر کرده است",
        Seal.ADDED_TO: "پس از امضا چیزی به این PDF افزوده شده است",
        Seal.OTHER_SIGNER: "این PDF را شهرستان امضا نکرده است",
        Seal.UNSIGNED: "این PDF از حکم‌های بایگانی نیست",
        Seal.NOT_A_PDF: "این فایل PDF نیست",
    }
    found = iter(sentences)

    async def inspect(_: SealLook, pdf: bytes) -> Seal:
        assert pdf == PDF
        return next(found)

    monkeypatch.setattr(SealLook, "inspect", inspect)

    for seal, sentence in sentences.items():
        answer = await send(membership, PDF)
        assert (seal, answer.status_code, sentence in answer.text) == (seal, 200, True)
        assert "معتبر است" not in answer.text
    assert sentences.keys() == set(Seal)


async def test_a_file_that_is_empty_too_large_or_no_pdf_gets_a_sentence(membership: AsyncClient) -> None:
    empty = await send(membership, b"")
    large = await send(membership, PDF + bytes(10 * 1024 * 1024))
    huge = await send(membership, PDF + bytes(13 * 1024 * 1024))
    strange = await send(membership, b"MZ\x90\x00" * 50, name="../../<b>.pdf")
    missing = await membership.post("/v", data={"other": "x"})

    assert (empty.status_code, "فایل PDF حکم را انتخاب کنید." in empty.text) == (422, True)
    assert (large.status_code, "۱۰ مگابایت است" in large.text) == (422, True)
    assert huge.status_code == 413
    assert (strange.status_code, "این فایل PDF نیست" in strange.text) == (200, True)
    assert missing.status_code == 422


async def test_the_public_halves_of_the_keys_are_published(membership: AsyncClient) -> None:
    published = await membership.get("/v/keys.json")

    (key,) = published.json()["keys"]
    assert published.headers["content-type"] == "application/jwk-set+json"
    assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert (key["crv"], key["alg"], key["kid"]) == ("P-256", "ES256", ECKey.import_key(key).thumbprint())


async def test_the_camera_is_opened_for_one_page_alone(membership: AsyncClient) -> None:
    offline = await membership.get("/v/offline")

    assert offline.headers.get_list("permissions-policy") == ["camera=(self), geolocation=(), microphone=()"]
    assert "script-src 'self'" in offline.headers["content-security-policy"]
    for path in ("/v", "/v/1234567890", "/v/keys.json", "/membership/sign-in", "/v/offline/", "/v/OFFLINE"):
        other = await membership.get(path)
        assert other.headers.get_list("permissions-policy") == ["camera=(), geolocation=(), microphone=()"], path
