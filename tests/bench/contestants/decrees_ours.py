"""So many decrees drafted and signed in two batches, while readers check letters in the same process."""

import asyncio
import io
import time
from contextlib import redirect_stdout
from datetime import date
from itertools import count
from statistics import quantiles

from httpx import ASGITransport, AsyncClient

from services.membership.accounts.mongo import PEOPLE
from services.membership.batches.domain import Batch, State, Terms
from services.membership.bodies.domain import Body, BodyId
from services.membership.decrees.granting_domain import NewDecree
from services.membership.main import FEATURES, Parts, create_membership
from services.membership.nominations.mongo import NOMINATIONS
from services.membership.nominations.usecases import Letter, NewNomination
from services.membership.offices.mongo import OFFICES
from shared.runtime.ids import new_id
from shared.runtime.logging import configure_logging
from shared.store.driver import Document
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import membership_parts
from tests.identity import GOVERNOR, SECRETARY, trust
from tests.membership.county import ROLES, SETUP, fill, office, person

_BODY = "hall"
_PAUSE_SECONDS = 0.02
_AT_ONCE = 500


async def measure(mongo_url: str, amqp_url: str, decrees: int) -> dict[str, float]:
    """Return how many decrees a second are drafted, signed, and both, and the readers' 99th percentile meanwhile."""
    parts = membership_parts(mongo_url, amqp_url)
    with redirect_stdout(io.StringIO()):
        configure_logging("membership")
        await parts.platform.store.prepare(*(feature.indexes for feature in FEATURES))
        await trust(parts.platform.store)
        await fill(parts)
        code = await _approve(parts, decrees)
        app, ended, taken = create_membership(parts), asyncio.Event(), list[float]()
        readers = asyncio.create_task(_read(app, code, ended, taken))
        drafting = await _took(parts, await parts.batch_desk.draft_all(Terms(_BODY), by=SECRETARY))
        signing = await _took(parts, await parts.batch_desk.sign_all(by=GOVERNOR))
        ended.set()
        await readers
    await parts.platform.store.close()
    return {
        "drafted": decrees / drafting,
        "signed": decrees / signing,
        "both": decrees / (drafting + signing),
        "readers": quantiles(taken, n=100)[98],
    }


async def _took(parts: Parts, batch: Batch) -> float:
    began = time.perf_counter()
    await parts.batch_runner.run_all()
    took = time.perf_counter() - began
    seen = await parts.batch_queries.one(batch.id, SECRETARY)
    assert (seen.batch.state, seen.counts.refused) == (State.DONE, 0)
    return took


async def _approve(parts: Parts, number: int) -> str:
    """Approve a nomination by the use cases, and copies of it for others; return the code of a letter to check."""
    store = parts.platform.store
    body = Body(BodyId(_BODY), "مجمع شهرستان", "assembly", ROLES, one_member_per_office=False)
    await parts.body_directory.register(body, by=SETUP)
    drafted = await parts.secretariat.draft(
        NewDecree("p-water", ("water",), "media_hq", "member", date(2026, 3, 21)), by=SECRETARY
    )
    decree = await parts.registry.sign(drafted.id, by=GOVERNOR)
    await parts.directory.register(office("o-0", "اداره شماره 0"), by=SETUP)
    await parts.accounts.open(person("p-0", "هما آریا"), by=SETUP)
    new = NewNomination(("o-0",), "p-0", _BODY, "member", letter=Letter("1", date(2026, 11, 1)))
    nomination = await parts.nomination_desk.nominate(new, by=SECRETARY)
    await parts.nomination_desk.approve(nomination.id, by=SECRETARY)
    place, somebody = await store.get(OFFICES, "o-0"), await store.get(PEOPLE, "p-0")
    named = await store.get(NOMINATIONS, nomination.id)
    assert place
    assert somebody
    assert named
    for first in range(1, number, _AT_ONCE):
        each = range(first, min(first + _AT_ONCE, number))
        await store.add_new(OFFICES, [_office(place, n) for n in each])
        contact = {n: somebody["contact"] | {"email": f"p-{n}@bahardasht.example"} for n in each}
        await store.add_new(PEOPLE, [somebody | _key(f"p-{n}") | {"contact": contact[n]} for n in each])
        whose = {n: {"person_id": f"p-{n}", "office_ids": [f"o-{n}"]} for n in each}
        await store.add_new(NOMINATIONS, [named | {"_id": new_id()} | whose[n] for n in each])
    return decree.registered.verify_code


def _key(key: str) -> Document:
    return {"_id": key, "username": key}


def _office(like: Document, number: int) -> Document:
    facts = like["facts"] | {"id": f"o-{number}", "name": f"اداره شماره {number}", "short_name": f"اداره {number}"}
    return like | {"_id": f"o-{number}", "facts": facts}


async def _read(app: object, code: str, ended: asyncio.Event, taken: list[float]) -> None:
    """Ask for a letter from ever another address, with pauses, until it is over."""
    for number in count(1):
        if ended.is_set():
            return
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        transport = ASGITransport(app, client=(address, 1))  # type: ignore[arg-type]
        async with AsyncClient(transport=transport, base_url="http://ravabet.test") as client:
            began = time.perf_counter()
            answer = await client.get(f"/v/{code}")
            taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
        await asyncio.sleep(_PAUSE_SECONDS)


if __name__ == "__main__":
    play(measure)
