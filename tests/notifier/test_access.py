"""Every guarded route of the notifier, as every role. Following and stopping are for everybody."""

import pytest

from services.notifier.main import OWN
from shared.runtime.access import PR_MANAGER, ROLES
from tests.matrix import Ask, changes_by, somebody, walk
from tests.notifier.conftest import World
from tests.notifier.events import decree_issued
from tests.set_aside_asks import asks_of_set_aside


# A stream that lasts would be waited for.
@pytest.mark.parametrize("longest_stream", [0.0])
async def test_each_role_reaches_what_the_table_says_and_no_more(world: World) -> None:
    manager = somebody(PR_MANAGER).person_id
    await world.tell(decree_issued(manager))
    (notice,) = await world.kept("desk_notices")

    async def nothing(_: str) -> Ask:
        return Ask()

    async def one(_: str) -> Ask:
        return Ask(path={"notice_id": notice["_id"]}, things=(f"person/{manager}",))

    async def all_read(_: str) -> Ask:
        return Ask(form={"until": "2026-11-23T08:00:00Z"})

    async def these_read(_: str) -> Ask:
        return Ask(json={"ids": [notice["_id"]]}, things=(f"person/{manager}",))

    paths = (
        "/api/notifier/deliveries",
        "/api/notifier/notices",
        "/notifier/deliveries",
        "/notifier/desk-part",
        "/notifier/notices",
        "/notifier/notices/stream",
        "/notifier/audit",
        "/notifier/audit.csv",
    )
    asks = {f"GET {path}": nothing for path in paths} | {
        **asks_of_set_aside("/notifier"),
        "GET /notifier/notices/{notice_id}": one,
        "POST /notifier/notices/reading": all_read,
        "POST /api/notifier/notices/reading": these_read,
    }

    assert await walk(world.app, world.client, asks) == []


def test_nobody_changes_anything_here_but_what_is_read_of_the_own() -> None:
    actions = tuple(action for feature in OWN for action in feature.actions)

    assert [changes_by(actions, role) for role in ROLES] == [["notifier.desk_notice.mark"]] * len(ROLES)
