"""Outages, alerts and occasions of now and of the next days, as the systems of their offices would tell them."""

from functools import partial

from deploy.local.county.facts import Bulletin
from deploy.local.county.scene import Scene, until
from services.news.main import real_parts
from services.news.settings import Settings
from services.notifier.main import real_parts as real_notifier
from services.notifier.settings import Settings as NotifierSettings
from shared.runtime.context import Cause, Sender, caused_by
from shared.runtime.ids import new_event_id
from shared.store.store import Store


async def fill_bulletins(scene: Scene) -> None:
    """Publish them as news does in the name of other systems, and wait until portal and notifier know them."""
    parts, notifier = real_parts(Settings(), now=scene.clock), real_notifier(NotifierSettings(), now=scene.clock)
    store = parts.platform.store
    told = {(row["type"], row["subject"]) for row in await store.find("outbox", {"type": {"$in": _types(scene)}})}
    for bulletin in scene.county.bulletins:
        if (bulletin.type, bulletin.event(scene.now).subject) not in told:
            await store.run_again(partial(_tell, store, scene, bulletin))
    subjects = {bulletin.event(scene.now).subject for bulletin in scene.county.bulletins}

    async def all_are_known() -> bool:
        places = await notifier.platform.store.count("topics", {"_id": {"$regex": "^place/"}})
        return places > 0 and await store.count("bulletins", {}) >= len(subjects)

    await until(all_are_known, f"{len(subjects)} bulletins")
    await store.close()
    await notifier.platform.store.close()


async def _tell(store: Store, scene: Scene, bulletin: Bulletin) -> None:
    event = bulletin.event(scene.now)
    guest = event.subject.partition("/")[2].partition(":")[0]
    with caused_by(Cause(replay=True, sender=Sender(f"/guests/{guest}", new_event_id()))):
        async with store.unit_of_work() as work:
            work.emit(event)


def _types(scene: Scene) -> list[str]:
    return sorted({bulletin.type for bulletin in scene.county.bulletins})
