"""Numbers of series and delegations, without a server."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.membership.letters.delegations_domain import Delegation, DelegationId, WrongDelegation
from services.membership.letters.domain import DocumentRef, WrongState
from services.membership.letters.series_domain import Numbering, Series, SeriesId, WrongNumber, WrongSeries
from services.membership.letters.signature_domain import SignatureMode
from shared.runtime.access import NotAllowed
from tests.membership.letters import NADER, NOON, TODAY, a_draft, a_place

QAF = SeriesId("ق")


def a_delegation(*, until: date = TODAY, letter_no: str = "12/34", to: str = "p-deputy") -> Delegation:
    begins = TODAY - timedelta(days=10)
    return Delegation(DelegationId("d"), "p-gov", "نادر", to, "معاون", letter_no, begins, until, "p-desk", NOON)


@pytest.mark.parametrize(
    ("numbering", "number", "printed"),
    [
        (Numbering(), 24, "1405/ق/024"),
        (Numbering(), 1024, "1405/ق/1024"),
        (Numbering(number_format="{number}-{year}", width=1), 7, "7-1405"),
    ],
)
def test_a_number_is_printed_in_the_format_of_its_series(numbering: Numbering, number: int, printed: str) -> None:
    assert numbering.printed(QAF, 1405, number) == printed


@pytest.mark.parametrize("text", ["{number}", "{year}/{number}/{x}", "{year}{year}{number}", "{year}/{number}/{", ""])
def test_a_format_without_year_or_number_is_refused(text: str) -> None:
    with pytest.raises(WrongSeries):
        Numbering(number_format=text)


def test_a_series_starts_where_paper_ended_in_one_year_only() -> None:
    numbering = Numbering(start_year=1405, start_number=120)
    assert [numbering.first_of(year) for year in (1404, 1405, 1406)] == [1, 120, 1]


@pytest.mark.parametrize(
    ("number", "would"), [("1405/ق/119", False), ("1405/ق/120", True), ("1405/ق/0120", False), ("119/5/ص", False)]
)
def test_a_number_that_will_be_given_here_is_known(number: str, would: bool) -> None:  # noqa: FBT001 - a parameter
    assert Numbering(start_year=1405, start_number=120).would_give(number, QAF, 1405) is would


def test_a_series_has_our_numbers_or_the_automation_s_and_never_both() -> None:
    own, outside = Series(QAF), Series(QAF, Numbering("automation"))
    assert (own.outside_number(" "), outside.outside_number("۱۲ / ۳۴")) == ("", "12/34")
    for series, number in ((own, "12"), (outside, ""), (outside, "1" * 61)):
        with pytest.raises(WrongNumber):
            series.outside_number(number)
    with pytest.raises(WrongSeries, match="۱۴۰۵"):
        own.change(Numbering("automation"), checked_first=False, given=1, year=1405)
    own.change(own.numbering, checked_first=True, given=1, year=1405)
    own.change(Numbering("automation"), checked_first=True, given=0, year=1406)
    assert own.numbering.source == "automation"


def test_a_delegation_holds_from_its_letter_to_its_last_day() -> None:
    delegation = a_delegation()
    delegation.must_hold_on(TODAY)
    for day, said in ((TODAY + timedelta(days=1), "پایان یافته"), (TODAY - timedelta(days=11), "آغاز نشده")):
        with pytest.raises(NotAllowed, match=said):
            delegation.must_hold_on(day)
    assert (delegation.withdraw(by="p-gov", at=NOON), delegation.withdraw(by="p-gov", at=NOON)) == (True, False)
    with pytest.raises(NotAllowed, match="پس گرفته"):
        delegation.must_hold_on(TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"letter_no": ""},
        {"to": "p-gov"},
        {"until": TODAY - timedelta(days=11)},
        {"until": TODAY + timedelta(days=900)},
    ],
)
def test_a_delegation_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(WrongDelegation):
        a_delegation(**changes)


@pytest.mark.parametrize("mode", SignatureMode)
def test_a_letter_whose_signature_stands_on_a_page_is_served_with_that_page(mode: SignatureMode) -> None:
    decree = a_draft()
    decree.register(a_place(), by=NADER, code="1", verify_url="http://ravabet.test/v/1", mode=mode)
    if mode is not SignatureMode.NONE:
        with pytest.raises(WrongState, match="پیوست"):
            decree.serve(at=NOON)
        decree.document = DocumentRef("5f1d0c", NOON, mode)
    assert decree.serve(at=NOON)


def test_each_mode_says_what_it_is_worth() -> None:
    assert "مطمئن" in SignatureMode.COUNTY_KEY.worth
    assert len({mode.word for mode in SignatureMode} | {mode.worth for mode in SignatureMode}) == 2 * len(SignatureMode)
