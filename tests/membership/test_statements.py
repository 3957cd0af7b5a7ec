"""The signed statement of a QR code: small, strict, and good without us."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OKPKey

from services.membership.statements.domain import Kind, NotAStatement, Statement, address, read, signed
from services.membership.statements.keys_outside import StatementKey, StatementSigner, statement_keys_from
from services.membership.statements.writing_domain import (
    LETTERS,
    SIGNS,
    Unreadable,
    in_signs,
    of_signs,
    packed,
    unpacked,
)
from services.membership.typesetting.qr_outside import qr_of

KEY = ECKey.import_key(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    }
)
"""The example of RFC 7517, appendix A.2."""
SIGNER = StatementSigner([KEY], "https://bahardasht.example")
SARA = Statement(
    code="8347221096",
    number="1405/ق/047",
    dated=date(2026, 11, 29),
    name="سارا مهرگان‌پور",
    role="عضو",
    body="قرارگاه رسانه‌ای شهرستان بهاردشت",
    office="اداره آب و فاضلاب",
    valid_until=date(2028, 11, 28),
    is_sample=True,
)
ON_PAPER = (
    "HTTPS://BAHARDASHT.EXAMPLE/V/8347221096#190CHJZO/5C08WKE-FAR77Y19K70E77A7Q771.76F2-TJARJ/YN+GLCUJR8W"
    ".5OFM0JDML.4CGL+GLEUJ9.41ZL70OP8WXFO01MQGLE7K3/NO-J-TJ74LP4KYTJ-TJN9OGNJR.4K.41UJ.RNAYJ32+7WXY:F5NMC"
    "PAAP0JFOE3IUBZWRMBMUSOH:LL.BOO947:Y-VYDVNQKMJ3JLM6CHCMFM47WO6V92J75S9T7:PHU77-W/O5"
)
"""What version 1 signed. It must be read for ever."""

DAYS = st.dates(min_value=date(1970, 1, 2), max_value=date(2149, 6, 6))
TEXTS = st.text(alphabet=st.sampled_from(LETTERS + "AZaz09 /-"), max_size=20) | st.text(max_size=6)
STATEMENTS = st.builds(
    Statement,
    code=st.integers(0, 10**10 - 1).map("{:010}".format),
    number=TEXTS,
    dated=DAYS,
    name=TEXTS,
    role=TEXTS,
    body=TEXTS,
    office=TEXTS,
    valid_until=st.none() | DAYS,
    kind=st.sampled_from(Kind),
    is_sample=st.booleans(),
)


def token_of(statement: Statement) -> str:
    return SIGNER.qr_text(statement).partition("#")[2]


def one_bit_flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@settings(max_examples=50)
@given(STATEMENTS)
def test_what_was_signed_is_read_again(statement: Statement) -> None:
    text = SIGNER.qr_text(statement)

    assert text.startswith(f"HTTPS://BAHARDASHT.EXAMPLE/V/{statement.code}#")
    assert read(text, SIGNER.published) == statement
    assert read(f" {text.partition('#')[2]}\n", SIGNER.published) == statement


@settings(max_examples=50)
@given(st.data())
def test_one_bit_flipped_anywhere_is_refused(data: st.DataObject) -> None:
    raw = of_signs(token_of(SARA))
    changed = one_bit_flipped(raw, data.draw(st.integers(0, 8 * len(raw) - 1)))

    with pytest.raises(NotAStatement):
        read(in_signs(changed), SIGNER.published)


@settings(max_examples=50)
@given(st.data())
def test_one_sign_changed_anywhere_is_refused(data: st.DataObject) -> None:
    token = token_of(SARA)
    at = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.sampled_from(SIGNS.replace(token[at], "") + "aé# "))

    with pytest.raises(NotAStatement):
        read(token[:at] + sign + token[at + 1 :], SIGNER.published)


@settings(max_examples=50)
@given(st.text(max_size=400) | st.text(alphabet=SIGNS, max_size=400) | st.binary(max_size=300).map(in_signs))
def test_whatever_else_is_read_is_no_statement(text: str) -> None:
    with pytest.raises(NotAStatement):
        read(text, SIGNER.published)


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_bytes_have_one_spelling_in_signs(content: bytes) -> None:
    text = in_signs(content)

    assert of_signs(text) == content
    assert text[-1:] not in {".", ":"}


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_any_text_can_be_written(text: str) -> None:
    assert unpacked(packed(text)) == text


@pytest.mark.parametrize("text", ["A", ":::", ":9", "a0", "ABCD"])
def test_signs_that_nobody_wrote_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        of_signs(text)


def test_the_alphabets_can_never_change_since_they_are_on_paper() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 41
    assert len(LETTERS) == len(set(LETTERS)) == 87
    assert packed("سارا پ‌۵").hex() == "8f818c812083d3b9"


def test_what_is_on_paper_is_read_for_ever() -> None:
    assert read(ON_PAPER, SIGNER.published) == SARA


def test_the_statement_of_another_letter_is_not_taken_for_this_one() -> None:
    other = SIGNER.qr_text(SARA).replace("/V/8347221096#", "/V/8347221097#")

    with pytest.raises(NotAStatement):
        read(other, SIGNER.published)


def test_who_signs_with_another_key_is_not_believed() -> None:
    forger = StatementSigner([ECKey.generate_key("P-256")], "https://bahardasht.example")
    private = forger.keys[0].private_key
    disguised = StatementKey(next(iter(SIGNER.published)), private)  # type: ignore[arg-type]

    for text in (forger.qr_text(SARA), signed(SARA, disguised), address("https://bahardasht.example", SARA, disguised)):
        with pytest.raises(NotAStatement):
            read(text, SIGNER.published)


def test_old_keys_stay_published_and_what_they_signed_stays_good() -> None:
    new = StatementSigner(
        [ECKey.generate_key("P-256"), ECKey.import_key(KEY.as_dict(private=False))], "https://x.example"
    )

    assert read(SIGNER.qr_text(SARA), new.published) == SARA
    assert read(new.qr_text(SARA), new.published) == SARA
    published = new.jwks["keys"]
    assert [key.keys() for key in published] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}] * 2
    assert published[1]["kid"] == KEY.thumbprint()


def test_without_a_key_the_code_is_the_address_alone() -> None:
    assert StatementSigner([], "http://127.0.0.1:8000").qr_text(SARA) == "HTTP://127.0.0.1:8000/V/8347221096"


def test_the_longest_letter_still_fits_its_place_on_paper() -> None:
    """28 mm for 65 modules and the margin are 0.38 mm each."""
    usual = qr_of(SIGNER.qr_text(SARA))
    longest = replace(SARA, office="اداره کل فرهنگ و ارشاد اسلامی، " * 12, body="قرارگاه " * 20, name="سید محمد " * 9)

    qr = qr_of(SIGNER.qr_text(longest))

    assert (usual.designator, int(qr.version) <= 12, qr.error) == ("10-M", True, "M")
    said = read(SIGNER.qr_text(longest), SIGNER.published)
    assert (said.office[:8], said.office[-1]) == ("اداره کل", "…")
    assert said.number == longest.number


def test_without_mixed_modes_the_code_would_be_larger() -> None:
    text = SIGNER.qr_text(SARA)

    assert int(segno.make(text, error="m", micro=False, boost_error=False).version) > int(qr_of(text).version)


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(1970, 1, 1), date(2149, 6, 6) + timedelta(days=1)])
def test_a_day_that_cannot_be_written_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="day"):
        SIGNER.qr_text(replace(SARA, dated=day))


@pytest.mark.parametrize("code", ["123", "۸۳۴۷۲۲۱۰۹۶", "83472210960", "8347-22109"])
def test_a_code_has_ten_latin_digits(code: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        replace(SARA, code=code)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        json.dumps({"keys": []}),
        json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)),
        json.dumps(ECKey.generate_key("P-384").as_dict(private=True)),
        json.dumps(KEY.as_dict(private=False)),
    ],
)
def test_a_file_without_such_a_key_stops_the_start_with_a_sentence(content: str, tmp_path: Path) -> None:
    file = tmp_path / "statement.json"
    file.write_text(content, "utf-8")

    with pytest.raises(SystemExit, match="P-256"):
        statement_keys_from(file)


def test_a_key_is_no_must() -> None:
    assert statement_keys_from(None) == []
