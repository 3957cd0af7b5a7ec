"""What an action lets whom do, on what."""

import pytest

from shared.runtime.access import (
    ANY,
    COUNCIL_SECRETARY,
    ITSELF,
    JURY,
    OPERATOR,
    OWN_BODIES,
    OWN_OFFICES,
    PR_MANAGER,
    SECRETARIAT,
    WHOEVER_SIGNED_IN,
    Action,
    NotAllowed,
)
from shared.runtime.viewer import Viewer

WRITE = Action("news.article.write", "نمی‌شود.", {PR_MANAGER: OWN_OFFICES, SECRETARIAT: OWN_OFFICES | OWN_BODIES})
READ = Action("news.draft.read", "نمی‌شود.", {SECRETARIAT: ANY, WHOEVER_SIGNED_IN: ITSELF}, changes=False)

MANAGER = Viewer("p-1", "م", frozenset({PR_MANAGER}), frozenset({"water", "gas"}), frozenset({"media_hq"}))
SECRETARY = Viewer("p-2", "د", frozenset({SECRETARIAT}), bodies=frozenset({"media_hq"}))


def test_a_role_reaches_its_own_things_alone() -> None:
    assert [WRITE.allows(MANAGER, thing) for thing in ("office/water", "office/roads", "body/media_hq", "odd")] == [
        True,
        False,
        False,
        False,
    ]
    assert WRITE.own_of(MANAGER) == ["office/gas", "office/water"]
    assert WRITE.own_of(SECRETARY) == ["body/media_hq"]


def test_any_reaches_everything_and_oneself_only_oneself() -> None:
    assert READ.allows(SECRETARY, "person/p-1")
    assert READ.allows(SECRETARY)
    assert READ.allows(MANAGER, "office/roads", "person/p-1")
    assert not READ.allows(MANAGER, "person/p-2")
    assert not READ.allows(MANAGER)
    assert (READ.is_open_to(MANAGER), READ.is_open_on_any(MANAGER), READ.is_open_on_any(SECRETARY)) == (
        True,
        False,
        True,
    )


def test_two_roles_reach_what_either_reaches() -> None:
    both = Viewer("p-3", "ب", frozenset({PR_MANAGER, SECRETARIAT}), frozenset({"gas"}), frozenset({"media_hq"}))

    assert WRITE.own_of(both) == ["office/gas", "body/media_hq"]


def test_nobody_reaches_nothing() -> None:
    for action in (WRITE, READ):
        assert not action.is_open_to(None)
        with pytest.raises(NotAllowed, match=r"نمی‌شود\."):
            action.require(None, "office/water")


def test_a_program_is_limited_to_its_scope() -> None:
    def with_scope(*scope: str) -> Viewer:
        return Viewer("p-1", "م", frozenset({SECRETARIAT}), frozenset({"water"}), scope=frozenset(scope))

    scopes = ((), ("news:read",), ("news:write",), ("reporting:write",))
    programs = [with_scope(*scope) for scope in scopes]

    assert [READ.allows(program) for program in programs] == [False, True, True, False]
    assert [WRITE.allows(program, "office/water") for program in programs] == [False, False, True, False]


def test_the_jury_of_a_round_judges_it_and_no_other() -> None:
    """A round is named by its jurors, since the token knows only that somebody is a juror."""
    judge = Action("reporting.nomination.judge", "نمی‌شود.", {JURY: ITSELF})
    juror, other = (Viewer(key, "د", frozenset({JURY})) for key in ("p-7", "p-8"))
    jury_of_round = [f"person/{key}" for key in ("p-6", "p-7")]

    assert judge.allows(juror, *jury_of_round)
    assert not judge.allows(other, *jury_of_round)
    assert judge.is_open_to(other)
    assert not judge.is_open_to(MANAGER)


def test_a_nomination_is_its_nominees_and_its_offices() -> None:
    withdraw = Action("reporting.nomination.withdraw", "نمی‌شود.", {PR_MANAGER: OWN_OFFICES | ITSELF})

    assert withdraw.allows(MANAGER, "person/p-9", "office/water")
    assert withdraw.allows(MANAGER, "person/p-1", "office/roads")
    assert not withdraw.allows(MANAGER, "person/p-9", "office/roads")


def test_the_host_of_a_session_is_the_office_whose_turn_it_is() -> None:
    prepare = Action(
        "membership.session.prepare",
        "نمی‌شود.",
        {PR_MANAGER: OWN_OFFICES, COUNCIL_SECRETARY: ANY, SECRETARIAT: OWN_BODIES},
    )

    assert prepare.allows(MANAGER, "office/water", "body/council")
    assert not prepare.allows(MANAGER, "office/roads", "body/council")
    assert prepare.allows(SECRETARY, "office/roads", "body/media_hq")
    assert not prepare.allows(SECRETARY, "office/roads", "body/council")


def test_a_guest_of_another_system_reaches_what_is_its_own() -> None:
    see_receipts = Action("notifier.receipt.read", "نمی‌شود.", {"guest": ITSELF, OPERATOR: ANY}, changes=False)
    water = Viewer("guest/water", "سامانه آب", frozenset({"guest"}), scope=frozenset({"notifier:read"}))

    assert see_receipts.allows(water, "guest/water")
    assert not see_receipts.allows(water, "guest/power")
    assert not READ.allows(water, "guest/water")
