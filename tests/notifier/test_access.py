"""Every guarded route of the notifier, as every role. Following and stopping are for everybody."""

from services.notifier.access import ACTIONS
from shared.runtime.access import ROLES
from tests.matrix import Ask, changes_by, walk
from tests.notifier.conftest import World


async def test_each_role_reaches_what_the_table_says_and_no_more(world: World) -> None:
    async def nothing(_: str) -> Ask:
        return Ask()

    paths = (
        "/api/notifier/deliveries",
        "/notifier/deliveries",
        "/notifier/desk-part",
        "/notifier/audit",
        "/notifier/audit.csv",
    )
    asks = {f"GET {path}": nothing for path in paths}

    assert await walk(world.app, world.client, asks) == []


def test_nobody_changes_anything_here() -> None:
    assert [changes_by(ACTIONS, role) for role in ROLES] == [[]] * len(ROLES)
