"""News keeps its copy of offices as every service does."""

from services.news.main import FEATURES, Parts
from services.news.publishers.domain import publisher_id
from shared.web.parts import PartsByClass
from shared.web.service import handlers_of
from tests.copies import DAY, Kept, tell_the_story


async def test_the_copy_of_an_office_follows_its_events(parts: Parts) -> None:
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))

    async def kept() -> Kept | None:
        found = await parts.directory.publishers.find(publisher_id("office", "gas"))
        return (found.name, not found.is_closed_on(DAY)) if found else None

    await tell_the_story(handlers_of(FEATURES, PartsByClass(parts.platform, parts)), kept, store.run_again)
