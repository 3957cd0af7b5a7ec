"""Runs among the services: what the load needs, made by the same use cases as by pages."""

import asyncio
import sys
from functools import partial

from services.membership.accounts.usecases import NewPerson
from services.membership.main import real_parts
from services.membership.posts.domain import Place
from services.membership.settings import Settings
from shared.events.membership import OfficeFacts
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer

SECRETARY = Viewer("dabir", "نسرین دبیری", frozenset({"secretariat"}), frozenset(), frozenset({"council"}))
MANAGER = NewPerson(id="aslani", username="aslani", name="سارا اصلانی")
WATER = OfficeFacts(
    id="water",
    name="اداره آب و فاضلاب",
    short_name="آب و فاضلاب",
    kind="office",
    kind_name="اداره‌ها",
    kind_order=4,
    publishes_directly=True,
    active_from=day_of(utc_now()).replace(month=1, day=1),
)


async def seed(password: str) -> None:
    """One office that publishes, and its manager."""
    parts = real_parts(Settings())
    store = parts.platform.store
    await store.run_again(partial(parts.directory.register, WATER, by=SECRETARY))
    await store.run_again(partial(parts.accounts.open, MANAGER, password=password, by=SECRETARY))
    appoint = partial(parts.personnel.appoint, MANAGER.id, "pr_manager", Place(office_id=WATER.id), by=SECRETARY)
    await store.run_again(partial(appoint, since=day_of(utc_now())))
    await store.close()


if __name__ == "__main__":
    asyncio.run(seed(sys.argv[1]))
