"""What may be done with a letter in each standing, without a server."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.membership.decrees.domain import Decree
from services.membership.letters.domain import Signatory, State, TooSecret, WrongState, must_be_normal
from services.membership.letters.forms import version_seen
from services.membership.letters.standing_domain import Facts, Standing
from services.membership.letters.standing_mongo import counted
from services.membership.verification.content_domain import is_whole
from shared.runtime.access import NotAllowed
from tests.membership.letters import GOVERNOR, GRANT, NADER, NOON, TODAY, WORDING, a_decree, a_draft, a_place

D, T, C = Standing.DRAFT, Standing.RETURNED, Standing.CHECKED
R, S, K = Standing.REGISTERED, Standing.SERVED, Standing.ACKNOWLEDGED
A, P, X = Standing.AMENDED, Standing.SUPERSEDED, Standing.EXPIRED
V, N = Standing.REVOKED, Standing.ANNULLED
URL = "http://ravabet.test/v/1"

ACTIONS: Mapping[str, tuple[Callable[[Decree], Any], set[Standing], dict[Standing, Standing]]] = {
    "edit": (lambda d: d.edit(GRANT, WORDING), {D, T, C}, {D: D, T: D, C: D}),
    "check": (lambda d: d.check(by="p-desk", at=NOON), {D, C}, {D: C, C: C}),
    "return": (lambda d: d.send_back("تاریخ", by="p-gov", at=NOON), {D, T, C}, {D: T, T: T, C: T}),
    "delete": (lambda d: d.must_be_draft(), {D, T, C}, {}),
    "sign": (lambda d: d.register(a_place(9), by=NADER, code="1", verify_url=URL), {D, C}, {D: R, C: R}),
    "serve": (lambda d: d.serve(at=NOON), {R, S, K, A}, {R: S, S: S, K: K, A: A}),
    "acknowledge": (lambda d: d.acknowledge(at=NOON), {S, K}, {S: K, K: K}),
    "amend": (lambda d: d.can_be_followed(on=TODAY), {R, S, K}, {}),
    "supersede": (lambda d: d.give_way(a_decree(R), at=NOON), {R, S, K}, {R: P, S: P, K: P}),
    "revoke": (lambda d: d.revoke("دلیل دیگر", by=GOVERNOR, at=NOON), {R, S, K, A}, {R: V, S: V, K: V, A: V}),
    "annul": (lambda d: d.annul("دلیل دیگر", by=GOVERNOR, at=NOON), {R}, {R: N}),
}


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_standing_allows_what_the_table_says(standing: Standing, action: str) -> None:
    act, allowed, leads_to = ACTIONS[action]
    decree = a_decree(standing)
    assert decree.standing(TODAY) is standing

    if standing in allowed:
        act(decree)
        assert decree.standing(TODAY) is leads_to.get(standing, standing)
    else:
        with pytest.raises(WrongState):
            act(decree)
        assert decree.standing(TODAY) is standing


@pytest.mark.parametrize("standing", Standing)
def test_the_release_before_knows_each_stored_state(standing: Standing) -> None:
    """It knows three, and takes a letter as valid that is `registered`."""
    expected = {D: "draft", T: "draft", C: "draft", V: "revoked", N: "revoked"}.get(standing, "registered")
    assert a_decree(standing).state == State(expected)


def test_every_standing_has_one_word() -> None:
    assert len({standing.word for standing in Standing}) == len(Standing)


def test_what_ended_a_letter_is_said_before_what_happened_to_it() -> None:
    assert Facts(is_signed=True, is_served=True, is_amended=True, is_revoked=True).standing is V
    assert Facts(is_signed=True, is_amended=True, is_over=True).standing is A
    assert Facts(is_signed=True, is_over=True, is_acknowledged=True, is_served=True).standing is X


def test_counts_are_by_the_same_words() -> None:
    facts = {"is_signed": True, "is_served": True}
    rows = [{"_id": facts, "number": 3}, {"_id": facts | {"is_acknowledged": True}, "number": 2}]
    assert {standing: number for standing, number in counted(rows).items() if number} == {S: 3, K: 2}


def test_the_same_again_changes_nothing() -> None:
    assert a_decree(V).revoke("پایان مأموریت", by=GOVERNOR, at=NOON + timedelta(days=1)) is None
    assert a_decree(N).annul("نام نادرست", by=GOVERNOR, at=NOON + timedelta(days=1)) is None
    assert not a_decree(T).send_back("نام دستگاه کامل نیست", by="p-gov", at=NOON)
    assert not a_decree(S).serve(at=NOON)


def test_an_edit_needs_another_check() -> None:
    decree = a_decree(C)
    decree.edit(GRANT, WORDING)
    assert (decree.checked, decree.returned) == (None, None)


def test_nobody_signs_what_they_drafted_or_what_is_about_them() -> None:
    for person in ("p-desk", "p-water"):
        with pytest.raises(NotAllowed):
            a_draft().may_be_signed(by=Signatory(person, "کسی", "فرماندار"), on=TODAY)


def test_a_draft_whose_term_is_over_is_not_signed() -> None:
    with pytest.raises(WrongState, match="گذشته"):
        a_draft().may_be_signed(by=NADER, on=TODAY + timedelta(days=400))


@pytest.mark.parametrize("classification", ["محرمانه", "خیلی محرمانه", "secret", "سری"])
def test_nothing_classified_is_written(classification: str) -> None:
    with pytest.raises(TooSecret, match="عادی"):
        must_be_normal(classification)
    must_be_normal(" عادی ")


@pytest.mark.parametrize(
    ("at", "register_no", "jalali_date"),
    [
        # 1403 is a leap year: its last day is 30 Esfand, which ends at 20:30 UTC.
        (datetime(2025, 3, 20, 20, 29, tzinfo=UTC), "1403/ق/007", "1403-12-30"),
        (datetime(2025, 3, 20, 20, 30, tzinfo=UTC), "1404/ق/007", "1404-01-01"),
        (datetime(2026, 3, 20, 20, 29, tzinfo=UTC), "1404/ق/007", "1404-12-29"),
    ],
)
def test_the_year_turns_at_midnight_in_tehran(at: datetime, register_no: str, jalali_date: str) -> None:
    decree = a_draft()
    event = decree.register(a_place(7, at), by=NADER, code="1", verify_url=URL)
    assert (event.register_no, event.jalali_date) == (register_no, jalali_date)


def test_a_changed_letter_is_not_intact() -> None:
    decree = a_decree(R)
    assert is_whole(decree)
    decree.grant = a_decree(X).grant
    assert not is_whole(decree)


@pytest.mark.parametrize(
    ("typed", "version"), [("", None), ("7", 7), ("9" * 5_000, -1), ("۷", -1), ("-1", -1), ("x", -1), ("²", -1)]
)
def test_a_version_that_is_no_number_is_one_that_nobody_saw(typed: str, version: int | None) -> None:
    assert version_seen(typed) == version
