"""The directory with so many offices, each with its PR manager: how long its pages take."""

import io
import time
from contextlib import redirect_stdout
from datetime import date
from statistics import quantiles

from httpx import ASGITransport, AsyncClient

from services.membership.main import FEATURES, Parts, create_membership
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.mongo import MongoOfficeRepository
from services.membership.posts.domain import Holding, Post, PostId
from services.membership.posts.mongo import MongoPostRepository
from shared.runtime.logging import configure_logging
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import membership_parts
from tests.identity import COOKIE, SECRETARY, token_of, trust
from tests.membership.county import SETUP, office

_PEOPLE = 50
_WARM = 5
_WORDS = ("آب", "راهداری", "بهزیستی", "بانک", "دانشگاه", "آموزش", "بهداشت", "کشاورزی")


async def measure(mongo_url: str, amqp_url: str, offices: int, paths: list[str], times: int) -> dict[str, float]:
    """Return the 95th percentile in milliseconds for each path; between the caller and the service is only ASGI."""
    parts = membership_parts(mongo_url, amqp_url)
    store = parts.platform.store
    with redirect_stdout(io.StringIO()):
        configure_logging("membership")
        await store.prepare(*(feature.indexes for feature in FEATURES))
        await trust(store)
        await _fill(parts, offices)
        headers = {"Cookie": f"{COOKIE}={token_of(SECRETARY, seconds=7_200)}"}
        transport = ASGITransport(create_membership(parts))
        async with AsyncClient(transport=transport, base_url="http://ravabet.test", headers=headers) as client:
            found = {path: await p95(client, path, times) for path in paths}
    await store.close()
    return found


async def p95(client: AsyncClient, path: str, times: int) -> float:
    """The 95th percentile of a path, in milliseconds."""
    taken = []
    for number in range(times + _WARM):
        began = time.perf_counter()
        answer = await client.get(path)
        took = time.perf_counter() - began
        assert answer.status_code == 200, (path, answer.status_code)
        if number >= _WARM:
            taken.append(took * 1000)
    return quantiles(taken, n=100)[94]


async def _fill(parts: Parts, offices: int) -> None:
    store = parts.platform.store
    await parts.directory.register(office("first", "اداره نخست"), by=SETUP)
    kept_offices, kept_posts = MongoOfficeRepository(store), MongoPostRepository(store)
    for number in range(offices):
        name = f"اداره {_WORDS[number % len(_WORDS)]} شماره {number}"
        facts = office(f"office-{number}", name, phones=("۰۵۹-۴۲۲۱۰۱۰",))
        holder = Holding(f"p-{number % _PEOPLE}", date(2026, 3, 21))
        post = Post(PostId(f"office/office-{number}:pr_manager"), "pr_manager", office_id=facts.id, holder=holder)
        async with store.transaction():
            await kept_offices.save(Office(OfficeId(facts.id), facts))
            if number % 20:
                await kept_posts.save(post)


if __name__ == "__main__":
    play(measure)
