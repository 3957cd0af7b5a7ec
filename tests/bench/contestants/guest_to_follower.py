"""News and the notifier, each with its relay and consumer: how long until a guest's event stands in the ledger."""

import asyncio
import io
import json
import tempfile
import time
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

from joserfc.jwk import OKPKey

from services.news.main import create_news
from services.news.main import real_parts as news_parts
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.settings import Settings as NewsSettings
from services.notifier.main import create_notifier
from services.notifier.main import real_parts as notifier_parts
from services.notifier.settings import Settings as NotifierSettings
from services.notifier.subscriptions.domain import State, Subscription, SubscriptionId
from services.notifier.subscriptions.mongo import SUBSCRIPTIONS
from services.notifier.topics.domain import WATER_OUTAGES
from shared.store.documents import Shape
from shared.store.store import Store
from tests.bench.contestants.life import play
from tests.news.guests.neighbours import OUTAGE, Neighbour
from tests.services import running_service

_PAUSE = 0.02
_GIVE_UP = 30.0


async def measure(news_url: str, notifier_url: str, amqp_url: str, rounds: int) -> dict[str, float]:
    """Return the median and the 99th percentile in milliseconds, from when the post begins."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        news = news_parts(NewsSettings(mongo_url=news_url, amqp_url=amqp_url, public_url="http://ravabet.test"))
        notifier = notifier_parts(_settings(notifier_url, amqp_url, Path(folder)))
        async with running_service(create_news(news)) as portal, running_service(create_notifier(notifier)):
            office = Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب")
            await publisher_copies(news.platform.store).put(office)
            admission = await news.guests.admit(
                "water", "water", may_publish=["outage.*"], per_minute=1_000_000, at_once=1_000_000
            )
            await _follow(notifier.platform.store)
            water, taken = Neighbour(portal, "water", admission.secret), []
            for number in range(rounds):
                taken.append(await _round(water, notifier.platform.store, number) * 1000)
                await asyncio.sleep(_PAUSE)
        await news.platform.store.close()
        await notifier.platform.store.close()
    percentiles = quantiles(taken[5:], n=100, method="inclusive")
    return {"p50": percentiles[49], "p99": percentiles[98]}


async def _round(water: Neighbour, ledger: Store, number: int) -> float:
    began = time.perf_counter()
    answer = await water.post(water.event({**OUTAGE, "outage_id": str(number)}))
    assert answer.status_code == 202, answer.text
    while await ledger.count("deliveries", {}) <= number:
        assert time.perf_counter() - began < _GIVE_UP, f"nothing in the ledger within {_GIVE_UP} s"
        await asyncio.sleep(0.002)
    return time.perf_counter() - began


async def _follow(store: Store) -> None:
    """One citizen follows all outages of water since yesterday."""
    since = store.now() - timedelta(days=1)
    subscription = Subscription(
        SubscriptionId("s1"),
        "email",
        "sara@example.org",
        WATER_OUTAGES.id,
        State.CONFIRMED,
        confirmed_at=since,
        version=1,
    )
    await store.driver.collection(SUBSCRIPTIONS).insert_one(Shape(Subscription).document(subscription))


def _settings(mongo_url: str, amqp_url: str, folder: Path) -> NotifierSettings:
    """Those of a notifier whose mail server is away: what counts here is the row, not the letter."""
    key = folder / "contact.jwk"
    key.write_text(json.dumps(OKPKey.generate_key("X25519", {"kid": "notifier"}).as_dict(private=True)))
    return NotifierSettings(
        mongo_url=mongo_url,
        amqp_url=amqp_url,
        public_url="http://ravabet.test",
        contact_key_file=key,
        link_key="a-secret-of-the-bench",
        smtp_url="smtp://127.0.0.1:1",
        mail_from="روابط <news@bahardasht.example>",
        bale_token="",
    )


if __name__ == "__main__":
    play(measure)
