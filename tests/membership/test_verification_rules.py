"""What is said of a letter, and how a code is read; without servers."""

import asyncio
import hashlib
import json
import threading
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from services.membership.decrees.domain import Decree
from services.membership.letters.domain import Place, Signatory, State
from services.membership.sealing.domain import Seal as LookedAt
from services.membership.sealing.domain import Verdict as Verdicts
from services.membership.sealing.sealer_outside import Sealer
from services.membership.verification.content_domain import is_whole
from services.membership.verification.domain import Record, Seal, Standing, Verdict, code_in
from services.membership.verification.sealed_outside import SealLook
from services.membership.verification.usecases import EnquiryDesk
from shared.runtime.later import TryLater
from tests.membership.letters import GRANT, WORDING, a_draft

TODAY = date(2026, 11, 29)
SARA = Record(
    letter_id="d1",
    code="8347221096",
    name="سارا مهرگان‌پور",
    offices=("اداره آب و فاضلاب",),
    title="عضو قرارگاه رسانه‌ای",
    number="1405/ق/047",
    dated=date(2026, 3, 21),
)
PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, Verdict.VALID),
        ({"valid_until": TODAY}, Verdict.VALID),
        ({"valid_until": date(2026, 11, 28)}, Verdict.EXPIRED),
        ({"replaced_by": "1405/ق/050"}, Verdict.AMENDED),
        ({"replaced_by": "1405/ق/050", "valid_until": date(2026, 1, 1)}, Verdict.EXPIRED),
        ({"ended_on": TODAY}, Verdict.ENDED),
        ({"standing": Standing.REVOKED, "since": TODAY}, Verdict.REVOKED),
        ({"standing": Standing.REVOKED, "since": TODAY, "valid_until": date(2026, 1, 1)}, Verdict.REVOKED),
        ({"standing": Standing.ANNULLED, "since": TODAY}, Verdict.ANNULLED),
        ({"standing": Standing.SUPERSEDED, "since": TODAY, "replaced_by": "1405/ق/051"}, Verdict.SUPERSEDED),
        ({"is_whole": False}, Verdict.ALTERED),
        ({"is_whole": False, "standing": Standing.REVOKED, "since": TODAY}, Verdict.ALTERED),
    ],
)
def test_one_verdict_for_each_letter(changes: dict[str, object], verdict: Verdict) -> None:
    assert replace(SARA, **changes).verdict(on=TODAY) is verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "8347221096",
        "۸۳۴۷۲۲۱۰۹۶",
        "٨٣٤٧٢٢١٠٩٦",
        "۸۳۴۷ ۲۲۱۰ ۹۶",
        "8347-2210-96",
        "8347–2210—96",
        "\u200f۸۳۴۷\u200c۲۲۱۰۹۶\u200e",
        "\u2066834\u00a0722\u202f1096\u2069\n",
        "８３４７２２１０９６",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert code_in(typed) == "8347221096"


@pytest.mark.parametrize(
    "typed", ["", "834722109", "83472210961", "83472210<b>96", "۸۳۴۷/۲۲۱۰۹۶", "²³⁴⁵⁶⁷⁸⁹⁰¹", "1" * 10_000]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert code_in(typed) is None


@settings(max_examples=60)
@given(
    st.integers(0, 10**10 - 1),
    st.sampled_from("0٠۰०０"),
    st.lists(st.sampled_from(" -–\u200c\u200f\u2067\u00a0"), max_size=20),
)
def test_any_digits_and_any_marks_between_them_are_the_same_code(number: int, zero: str, marks: list[str]) -> None:
    digits = [chr(ord(zero) + int(digit)) for digit in f"{number:010}"]
    typed = "".join(digit + mark for digit, mark in zip(digits, [*marks[:10], *[""] * 10], strict=False))

    assert code_in(typed) == f"{number:010}"


@given(st.text(max_size=100))
@settings(max_examples=100)
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    found = code_in(typed)

    assert found is None or (len(found) == 10 and found.isascii() and found.isdigit())


def a_registered_decree() -> Decree:
    decree = a_draft(wording=replace(WORDING, is_sample=True), grant=replace(GRANT, valid_from=date(2026, 3, 21)))
    by = Signatory("p3", "نادر", "فرماندار")
    decree.register(
        Place(1405, 47, "1405/ق/047", datetime(2026, 3, 21, 8, tzinfo=UTC)),
        by=by,
        code="8347221096",
        verify_url="http://x",
    )
    return decree


def test_a_letter_is_whole_until_somebody_changes_it() -> None:
    decree = a_registered_decree()
    entry = decree.registered
    assert decree.state is State.REGISTERED
    assert is_whole(decree)

    for altered in (
        replace(decree, grant=replace(decree.grant, person_name="سارا ب")),
        replace(decree, grant=replace(decree.grant, seat="by_post")),
        replace(decree, grant=replace(decree.grant, valid_until=None)),
        replace(decree, grant=replace(decree.grant, post_ids=("x",))),
        replace(decree, wording=replace(decree.wording, paragraphs=("متن دیگر",))),
        replace(decree, wording=replace(decree.wording, is_sample=False)),
        replace(decree, registration=replace(entry, register_no="1405/ق/048")),
        replace(decree, registration=replace(entry, signatory=Signatory("p3", "دیگری", "فرماندار"))),
        replace(decree, registration=replace(entry, at=datetime(2026, 3, 25, tzinfo=UTC))),
        replace(decree, registration=replace(entry, content_sha256="0" * 64)),
    ):
        assert not is_whole(altered)


def test_a_letter_that_was_signed_before_a_field_was_added_stays_whole() -> None:
    """The release before knew no seats; its hash is over what it knew."""
    decree = a_registered_decree()
    assert decree.registration
    grant, wording = asdict(decree.grant), asdict(decree.wording)
    del grant["seat"], grant["post_ids"]
    content = ["1405/ق/047", "1405-01-01", grant, wording, "نادر", "فرماندار"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    before = hashlib.sha256(text.encode()).hexdigest()
    old = replace(decree, registration=replace(decree.registration, content_sha256=before))

    assert is_whole(old)
    assert not is_whole(replace(old, grant=replace(old.grant, post_ids=("x",))))


@dataclass
class Kept:
    """A register with one letter in it."""

    record: Record
    sha256: str = ""

    async def by_code(self, code: str, *, on: date) -> Record | None:
        return self.record if code == self.record.code and on == TODAY else None

    async def by_sha256(self, sha256: str, *, on: date) -> Record | None:
        return self.record if sha256 == self.sha256 and on == TODAY else None


@dataclass
class Heard:
    """An alarm that remembers."""

    letters: list[str] = field(default_factory=list)

    def sound(self, letter_id: str) -> None:
        self.letters.append(letter_id)


async def test_an_altered_letter_is_an_alarm_by_its_code_and_by_its_page() -> None:
    alarm, page = Heard(), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    desk = EnquiryDesk(Kept(replace(SARA, is_whole=False), page), SealLook(Sealer()), alarm, lambda: TODAY)

    by_code, by_page = await desk.by_code("۸۳۴۷۲۲۱۰۹۶"), await desk.of_pdf(b"hello")

    assert by_code
    assert by_page.answer
    assert (by_code.verdict, by_page.answer.verdict, by_page.seal) == (Verdict.ALTERED, Verdict.ALTERED, None)
    assert alarm.letters == ["d1", "d1"]


class Sealers(Sealer):
    """One whose look takes until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go = threading.Event()

    @override
    def inspect(self, pdf: bytes) -> LookedAt:
        self.may_go.wait(30)
        return super().inspect(pdf)


async def test_who_asks_while_many_wait_is_told_to_come_back() -> None:
    sealer = Sealers()
    look = SealLook(sealer)
    asked = [asyncio.create_task(look.inspect(PDF)) for _ in range(10)]
    await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    sealer.may_go.set()

    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(answer) for answer in answers] == [*[Seal] * 8, *[TryLater] * 2]


def test_what_the_sealer_says_has_a_word_here() -> None:
    assert {each.value for each in Verdicts} == {each.value for each in Seal}
