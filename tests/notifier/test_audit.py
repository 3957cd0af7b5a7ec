"""What the trail of the notifier says after real requests, and after events."""

from services.notifier.main import FEATURES
from shared.store.audit.notes import AUDIT_WAITING
from tests.notifier.conftest import World
from tests.notifier.events import published
from tests.notifier.test_following import CITIZEN, follow, the_link
from tests.trail import changes, nameless, trail


async def test_a_follower_is_in_the_trail_without_a_name_an_address_or_a_link(world: World) -> None:
    await follow(world)
    link = await the_link(world)
    await world.tell(published("a1"))
    await world.mail.letters.arrived(CITIZEN, count=2)
    stop = await the_link(world, deed="stop")
    await world.client.post(stop, data={"List-Unsubscribe": "One-Click"})

    asked, confirmed, stopped = await trail(world.store, 3)

    assert {row["person_id"] for row in (asked, confirmed, stopped)} == {None}
    assert [row["deed"] for row in (asked, confirmed, stopped)] == [
        "POST /api/notifier/subscriptions",
        "POST /u/{token}",
        "POST /u/{token}",
    ]
    assert changes(asked)["address"] == (None, "•")
    assert changes(confirmed)["state"] == ("pending", "confirmed")
    assert changes(stopped)["state"] == ("confirmed", "stopped")
    whole = str([asked, confirmed, stopped])
    for secret in (CITIZEN, link, stop, link.rpartition(".")[2]):
        assert secret not in whole


async def test_events_write_nothing_into_the_trail(world: World) -> None:
    """Topics, posts, contacts and notices have come by events already."""
    await world.tell(published("a1"))
    await world.kept("notices", _id="news:a1")

    assert await world.store.count(AUDIT_WAITING, {}) == 0
    assert await world.store.count("audit", {}) == 0


async def test_every_deed_has_a_name_where_people_read_of_it(world: World) -> None:
    assert nameless(world.app, FEATURES) == set()
