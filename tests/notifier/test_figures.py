"""What the desk counts of the ledger."""

from dataclasses import replace
from datetime import timedelta

from services.notifier.channels.domain import Unknown
from services.notifier.deliveries.domain import Delivery, DeliveryState
from services.notifier.deliveries.mongo import MongoDeliveryRepository
from services.notifier.main import FEATURES, Parts
from services.notifier.notices.domain import Audience, Notice, NoticeId


async def test_what_was_given_up_without_an_answer_counts_for_a_day(parts: Parts) -> None:
    """Nothing says any more when it is tried next, so the last try itself tells how long ago that was."""
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    now = store.now()
    notice = Notice(
        id=NoticeId("n1"),
        kind="news.published",
        subject="article/a1",
        title="ت",
        text="م",
        link="",
        link_label="",
        audience=Audience(),
        at=now,
        expires_at=now + timedelta(days=3),
    )
    deliveries = MongoDeliveryRepository(store)
    for address, ago in (("late@example.ir", timedelta(hours=1)), ("old@example.ir", timedelta(days=2))):
        given_up = replace(Delivery.of(notice, "email", address), attempts=2, state=DeliveryState.SENDING)
        given_up.conclude(Unknown("nobody answered"), at=now - ago)
        assert given_up.not_before is None
        await deliveries.add([given_up])

    assert await parts.ledger.not_delivered() == 1
