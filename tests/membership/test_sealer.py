"""The sealer: what it signs is sound to other programs, and what was done to a letter afterwards is told."""

import asyncio
import os
import random
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.letters.keys import KEY_FILE, renew
from services.membership.sealing.domain import CannotSeal, KeyExpired, KeyMissing, Seal, Verdict
from services.membership.sealing.inspecting_outside import MOST_BYTES, inspect
from services.membership.sealing.sealer_outside import Sealer
from services.membership.typesetting.press_outside import Press
from services.membership.typesetting.shipped_source import shipped
from tests.membership.letter_pages import AT, DECREE
from tests.membership.test_press import run

COUNTY = "فرمانداری شهرستان بهاردشت"


def made_key(folder: Path, *, now: datetime = AT, county: str = COUNTY) -> Path:
    """A folder with a key that is good for a year."""
    folder.mkdir(exist_ok=True)
    renew(folder, county, lasts=timedelta(days=365), now=now, authority=folder / "authority.pem")
    return folder / KEY_FILE


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_key(tmp_path_factory.mktemp("key"))


def a_letter() -> bytes:
    """Print one."""

    async def print_one() -> bytes:
        press = Press()
        printed = await press.render(shipped("decree"), DECREE.data(), at=AT, paper="a4")
        await press.close()
        return printed

    return asyncio.run(print_one())


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """A letter as the press makes it."""
    return a_letter()


@pytest.fixture(scope="module")
def sealed(key: Path, pdf: bytes) -> bytes:
    return asyncio.run(Sealer(key).seal(pdf, at=AT, name=COUNTY, reason="حکم ۱۴۰۵/ق/۰۱۲"))


@pytest.fixture
def sealer(key: Path) -> Sealer:
    return Sealer(key)


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of the signatures."""
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout


async def test_a_sealed_letter_is_sound_to_other_programs(pdf: bytes, sealed: bytes, tmp_path: Path) -> None:
    """The seal is an update at the end, so every byte of the letter stays; PDFs of many pages and their data, too."""
    said = pdfsig(sealed, tmp_path)

    assert "Signature is Valid." in said
    assert f"Signer Certificate Common Name: {COUNTY}" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said
    assert "SHA-256" in said
    assert sealed.startswith(pdf)
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", tmp_path / "letter.pdf")
    assert "letter.json" in run("pdfdetach", "-list", tmp_path / "letter.pdf")


def test_openssl_verifies_the_signature_by_the_authority_of_the_county(
    sealed: bytes, key: Path, tmp_path: Path
) -> None:
    """As a stranger does who has the county's certificates and knows nothing of PDFs."""
    at = sealed.index(b"/ByteRange") + 10
    _, first, second, rest = (int(each) for each in sealed[at : sealed.index(b"]", at)].strip(b" [").split())
    signature = bytes.fromhex(sealed[first + 1 : second - 1].decode())
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "content").write_bytes(sealed[:first] + sealed[second : second + rest])
    given = ("-in", tmp_path / "signature", "-inform", "DER", "-content", tmp_path / "content", "-binary")
    trusted = ("-CAfile", key.parent / "authority.pem", "-purpose", "any", "-attime", str(int(AT.timestamp())))

    run("openssl", "cms", "-verify", *given, *trusted, "-out", os.devnull, "-cades")


def test_our_own_letter_is_known_with_signer_and_time(sealer: Sealer, sealed: bytes) -> None:
    assert sealer.inspect(sealed) == Seal(Verdict.INTACT_OURS, COUNTY, AT)


def test_every_changed_byte_is_noticed(sealer: Sealer, sealed: bytes) -> None:
    for place in range(5, len(sealed), 61):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert sealer.inspect(bytes(changed)).verdict is Verdict.CHANGED, place


def test_every_changed_byte_of_the_signature_itself_is_noticed(sealer: Sealer, sealed: bytes) -> None:
    """Its digits are the one part that it does not cover, with the zeros that fill its room."""
    start = sealed.rindex(b"/Contents <") + 11
    for place in range(start, sealed.index(b">", start), 7):
        changed = bytearray(sealed)
        changed[place] = ord("1") if changed[place] != ord("1") else ord("2")
        assert sealer.inspect(bytes(changed)).verdict is Verdict.CHANGED, place


@pytest.mark.parametrize("more", [b"\n", b"junk", b"\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"])
def test_what_was_appended_is_told(sealer: Sealer, sealed: bytes, more: bytes) -> None:
    assert sealer.inspect(sealed + more) == Seal(Verdict.ADDED_TO, COUNTY, AT)


async def test_a_signature_of_somebody_else_on_top_is_an_addition(
    sealer: Sealer, sealed: bytes, tmp_path: Path
) -> None:
    other = Sealer(made_key(tmp_path, county="دیگری"))
    with pytest.raises(CannotSeal):
        await other.seal(sealed, at=AT, name="-", reason="-")
    qpdf = tmp_path / "rewritten.pdf"
    (tmp_path / "sealed.pdf").write_bytes(sealed)
    run("qpdf", "--object-streams=generate", tmp_path / "sealed.pdf", qpdf)

    assert sealer.inspect(qpdf.read_bytes()).verdict is Verdict.CHANGED


async def test_another_signer_is_named_and_is_not_us_even_under_our_name(
    sealer: Sealer, pdf: bytes, tmp_path: Path
) -> None:
    theirs = await Sealer(made_key(tmp_path)).seal(pdf, at=AT, name=COUNTY, reason="-")

    assert sealer.inspect(theirs) == Seal(Verdict.OTHER_SIGNER, COUNTY, AT)


def test_a_letter_without_a_seal_is_unsigned(sealer: Sealer, pdf: bytes) -> None:
    assert sealer.inspect(pdf) == Seal(Verdict.UNSIGNED)


def test_a_seal_that_was_cut_off_or_torn_leaves_its_trace(sealer: Sealer, sealed: bytes) -> None:
    assert sealer.inspect(sealed[:-1]).verdict is Verdict.CHANGED
    assert sealer.inspect(sealed.replace(b"/ByteRange", b"/ByteRanje")).verdict is Verdict.CHANGED


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b" %PDF-1.7", b"%PDF-" + b"x" * MOST_BYTES])
def test_what_is_no_pdf_is_told(sealer: Sealer, content: bytes) -> None:
    assert sealer.inspect(content) == Seal(Verdict.NOT_A_PDF)


@given(st.binary(max_size=300), st.integers(0, 1 << 40), st.integers(0, 400), st.integers(0, 400))
def test_hostile_bytes_raise_nothing(noise: bytes, first: int, second: int, rest: int) -> None:
    ranges = f"/ByteRange [0 {first} {second} {rest}]".encode()

    for content in (noise, b"%PDF-" + noise, b"%PDF-<" + noise.hex().encode() + b">" + ranges + noise):
        assert not inspect(content, ()).is_ours


def test_many_signatures_and_deep_nesting_take_no_time(sealer: Sealer) -> None:
    deep = (b"\x30\x80" * 60_000).hex().encode()
    gap = b"<" + deep + b">"
    hostile = b"%PDF-" + gap + f"/ByteRange [0 5 {5 + len(gap)} 3]".encode() * 2_000

    assert sealer.inspect(hostile).verdict is Verdict.CHANGED


def test_a_signature_with_random_damage_is_changed(sealer: Sealer, sealed: bytes) -> None:
    chance = random.Random(1405)  # noqa: S311
    start = sealed.rindex(b"/Contents <") + 11
    for _ in range(200):
        changed = bytearray(sealed)
        at = chance.randrange(start, start + 1_500)
        changed[at : at + 8] = chance.randbytes(4).hex().encode()
        assert sealer.inspect(bytes(changed)).verdict is Verdict.CHANGED


async def test_letters_of_before_stay_valid_when_the_key_is_renewed(pdf: bytes, tmp_path: Path) -> None:
    """The renewed key is used at once, and old letters are known when its certificate has ended long ago."""
    sealer = Sealer(made_key(tmp_path))
    old = await sealer.seal(pdf, at=AT, name=COUNTY, reason="-")
    later = AT + timedelta(days=800)
    with pytest.raises(KeyExpired):
        sealer.probe(later)

    made_key(tmp_path, now=later)
    sealer.probe(later)
    new = await sealer.seal(pdf, at=later, name=COUNTY, reason="-")

    assert sealer.inspect(old) == Seal(Verdict.INTACT_OURS, COUNTY, AT)
    assert sealer.inspect(new) == Seal(Verdict.INTACT_OURS, COUNTY, later)
    assert Sealer(tmp_path / KEY_FILE).inspect(old).is_ours


async def test_without_a_key_nothing_is_sealed_and_old_letters_are_still_known(
    pdf: bytes, sealed: bytes, key: Path, tmp_path: Path
) -> None:
    shutil.copy(key.with_name("letters.trusted.pem"), tmp_path)
    for sealer in (Sealer(), Sealer(tmp_path / KEY_FILE)):
        with pytest.raises(KeyMissing):
            sealer.probe(AT)
        with pytest.raises(KeyMissing):
            await sealer.seal(pdf, at=AT, name="-", reason="-")

    assert Sealer(tmp_path / KEY_FILE).inspect(sealed).is_ours
    assert Sealer().inspect(sealed).verdict is Verdict.OTHER_SIGNER


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_spoiled_key_is_a_missing_one(content: bytes, tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    (tmp_path / "letters.trusted.pem").write_bytes(content)
    sealer = Sealer(tmp_path / KEY_FILE)

    with pytest.raises(KeyMissing):
        sealer.probe(AT)
    assert sealer.inspect(b"%PDF-") == Seal(Verdict.UNSIGNED)


def test_a_clock_before_the_key_was_made_seals_nothing(sealer: Sealer) -> None:
    with pytest.raises(KeyExpired):
        sealer.probe(AT - timedelta(days=1))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"no pdf"])
async def test_what_is_no_pdf_is_not_sealed(sealer: Sealer, content: bytes) -> None:
    with pytest.raises(CannotSeal):
        await sealer.seal(content, at=AT, name="-", reason="-")


async def test_many_letters_are_sealed_at_the_same_time(sealer: Sealer, pdf: bytes) -> None:
    made = await asyncio.gather(*(sealer.seal(pdf, at=AT, name=COUNTY, reason=str(each)) for each in range(16)))

    assert len(set(made)) == 16
    assert all(sealer.inspect(each).is_ours for each in made)
