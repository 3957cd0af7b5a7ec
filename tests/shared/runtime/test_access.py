"""What an action lets whom do, on what."""

import pytest

from shared.runtime.access import (
    ANY,
    ITSELF,
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
