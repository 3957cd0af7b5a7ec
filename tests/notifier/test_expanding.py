"""A notice becomes deliveries, whatever arrives while it is being expanded."""

from collections.abc import Collection
from dataclasses import dataclass

from typing_extensions import override

from services.notifier.deliveries.expanding_jobs import Expander, Expansion
from services.notifier.deliveries.mongo import MongoDeliveryRepository
from services.notifier.desk_notices.mongo import MongoDeskNoticeRepository
from services.notifier.main import FEATURES, Parts
from services.notifier.notices.mongo import MongoNoticeRepository
from services.notifier.recipients.domain import Contact, PersonId
from services.notifier.recipients.mongo import MongoRecipientRepository
from services.notifier.subscriptions.queries import SubscriptionQueries
from shared.runtime.background import running
from tests.eventually import eventually
from tests.notifier.events import decree_issued

LATE = Contact(id=PersonId("p-new"), name="سارا مهرگان‌پور", email="sara@bahardasht.example")


@dataclass(frozen=True, slots=True)
class _ContactsThatComeMeanwhile(MongoRecipientRepository):
    """Every contact that is asked for arrives just after the answer that there is none."""

    @override
    async def contacts(self, people: Collection[PersonId]) -> list[Contact]:
        found = await MongoRecipientRepository(self.store).contacts(people)
        if not found:
            await self.put_contact(LATE)
        return found


async def test_a_contact_that_comes_while_its_notice_is_expanded_is_not_overlooked(parts: Parts) -> None:
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    await parts.decrees.issued(decree_issued(LATE.id))
    expander = Expander(
        store,
        Expansion(
            notices=MongoNoticeRepository(store),
            deliveries=MongoDeliveryRepository(store),
            desk_notices=MongoDeskNoticeRepository(store),
            recipients=_ContactsThatComeMeanwhile(store),
            subscriptions=SubscriptionQueries(store),
            public_url="http://ravabet.test",
        ),
    )

    async with running([expander.run]):
        await eventually(lambda: store.find("notices", {"is_expanded": True}))

    (delivery,) = await store.find("deliveries", {})
    assert delivery["to"] == LATE.email
