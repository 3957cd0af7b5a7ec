"""One holder at a time."""

from shared.store.lease import Lease
from shared.store.store import Store
from tests.eventually import eventually


async def test_one_holds_and_another_takes_over(store: Store) -> None:
    mine, other = Lease(store, "relay", seconds=0.3), Lease(store, "relay", seconds=30)

    assert await mine.hold()
    assert not await other.hold()
    await eventually(other.hold, within=3)
    assert await other.hold()

    await other.give_back()
    assert await Lease(store, "relay", seconds=1).hold()
