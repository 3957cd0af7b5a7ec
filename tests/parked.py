"""An event that a service could not handle."""

from shared.messaging.set_aside import Aside, SetAside
from shared.store.store import Store


async def park_one(store: Store) -> None:
    """Let an event be parked for a reason that people understand."""
    await SetAside(store).park(Aside(b"{}", "e1", "strange.thing.v1", "thing/1", 1), "عضو ۴۱۲ ناشناخته است")
