"""Reporting keeps its copy of offices as every service does."""

from services.reporting.main import FEATURES, Parts
from services.reporting.offices.domain import OfficeId
from shared.web.parts import PartsByClass
from shared.web.service import handlers_of
from tests.copies import DAY, Kept, tell_the_story


async def test_the_copy_of_an_office_follows_its_events(parts: Parts) -> None:
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))

    async def kept() -> Kept | None:
        found = await parts.directory.offices.find(OfficeId("gas"))
        return (found.name, found.closed_on is None or found.closed_on > DAY) if found else None

    await tell_the_story(handlers_of(FEATURES, PartsByClass(parts.platform, parts)), kept, store.run_again)
