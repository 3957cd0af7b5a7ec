"""Membership and news, each with its relay and consumer: how long until the portal names a new PR manager."""

import asyncio
import io
import time
from contextlib import redirect_stdout
from datetime import date
from functools import partial
from statistics import quantiles
from typing import Final

from httpx import AsyncClient

from services.membership.main import create_membership
from services.membership.posts.domain import Place
from services.news.main import create_news
from services.news.main import real_parts as news_parts
from services.news.settings import Settings as NewsSettings
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import membership_parts
from tests.eventually import eventually
from tests.membership.county import SETUP, office, person
from tests.services import running_service

_BETWEEN_LOOKS: Final = 0.01
_GIVE_UP: Final = 30.0
_NAMES: Final = ("سارا مهرگان‌پور", "بهرام سپیدرو")


async def measure(membership_url: str, news_url: str, amqp_url: str, rounds: int) -> dict[str, float]:
    """Return the median and the 99th percentile in milliseconds, from when the post is given until a reader sees it."""
    membership = membership_parts(membership_url, amqp_url)
    news = news_parts(NewsSettings(mongo_url=news_url, amqp_url=amqp_url, public_url="http://ravabet.test"))
    with redirect_stdout(io.StringIO()):
        async with (
            running_service(create_membership(membership)),
            running_service(create_news(news)) as portal,
        ):
            directory, personnel, store = membership.directory, membership.personnel, membership.platform.store
            await store.run_again(partial(directory.register, office("water", "اداره آب"), by=SETUP))
            for number, name in enumerate(_NAMES):
                await store.run_again(partial(membership.accounts.open, person(f"p{number}", name), by=SETUP))
            await eventually(lambda: _is_there(portal))
            taken = []
            for number in range(rounds):
                key = Place(office_id="water").post_id("pr_manager", "")
                since = date.fromordinal(date(2025, 3, 21).toordinal() + number)
                who = f"p{number % 2}"
                began = time.perf_counter()
                give = (
                    partial(personnel.succeed, key, who)
                    if number
                    else partial(personnel.appoint, who, "pr_manager", Place(office_id="water"))
                )
                await store.run_again(partial(give, since=since, by=SETUP))
                await _until_named(portal, _NAMES[number % 2], began)
                taken.append((time.perf_counter() - began) * 1000)
        await store.close()
        await news.platform.store.close()
    percentiles = quantiles(taken, n=100, method="inclusive")
    return {"p50": percentiles[49], "p99": percentiles[98]}


async def _until_named(portal: AsyncClient, name: str, began: float) -> None:
    while name not in (await portal.get("/offices/water")).text:
        assert time.perf_counter() - began < _GIVE_UP, f"{name} was not seen within {_GIVE_UP} s"
        await asyncio.sleep(_BETWEEN_LOOKS)


async def _is_there(portal: AsyncClient) -> bool:
    return (await portal.get("/offices/water")).status_code == 200


if __name__ == "__main__":
    play(measure)
