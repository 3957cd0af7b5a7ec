"""So many decrees drafted, signed, printed, sealed and announced by one replica, while readers check letters there."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable
from contextlib import redirect_stdout
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from httpx import ASGITransport, AsyncClient

from deploy.letters.keys import AUTHORITY_FILE, KEY_FILE, renew
from services.membership.accounts.mongo import PEOPLE
from services.membership.batches.domain import Batch, State, Terms
from services.membership.bodies.domain import Body, BodyId
from services.membership.decrees.granting_domain import NewDecree
from services.membership.letters.signature_domain import SignatureMode
from services.membership.main import FEATURES, Parts, create_membership
from services.membership.nominations.mongo import NOMINATIONS
from services.membership.nominations.usecases import Letter, NewNomination
from services.membership.offices.mongo import OFFICES
from shared.messaging.topology import declare
from shared.runtime.clock import utc_now
from shared.runtime.ids import new_id
from shared.runtime.logging import configure_logging
from shared.runtime.viewer import Viewer
from shared.store.driver import Document
from shared.store.outbox import PENDING
from shared.store.store import Store
from shared.store.work import OUTBOX
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import membership_parts
from tests.eventually import eventually
from tests.identity import GOVERNOR, SECRETARY, trust
from tests.membership.county import ROLES, SETUP, fill, office, person

_BODY = "hall"
_PAUSE_SECONDS = 0.02
_LOOK_SECONDS = 0.1
_LONGEST_SECONDS = 600.0
_AT_ONCE = 500


async def measure(mongo_url: str, amqp_url: str, decrees: int) -> dict[str, float]:
    """Return how many decrees a second go each part of the way and the whole, and readers' p99 in ms."""
    await declare(amqp_url)
    with TemporaryDirectory() as folder:
        key = Path(folder, KEY_FILE)
        renew(Path(folder), "bench", lasts=timedelta(days=9), now=utc_now(), authority=Path(folder, AUTHORITY_FILE))
        parts = membership_parts(mongo_url, amqp_url, letter_key_file=key, signature_mode=SignatureMode.COUNTY_KEY)
        store = parts.platform.store
        with redirect_stdout(io.StringIO()):
            configure_logging("membership")
            await store.prepare(*(feature.indexes for feature in FEATURES))
            await trust(store)
            await fill(parts)
            code = await _approve(parts, decrees)
            app, ended, taken = create_membership(parts), asyncio.Event(), list[float]()
            # The service runs whole, with its jobs: those that print and those that send events.
            async with app.router.lifespan_context(app):
                await _until(lambda: _announced(store, 1))
                readers = asyncio.create_task(_read(app, code, ended, taken))
                began = time.perf_counter()
                await _done(parts, await parts.batch_desk.draft_all(Terms(_BODY), by=SECRETARY), SECRETARY)
                drafted = time.perf_counter()
                await _done(parts, await parts.batch_desk.sign_all(by=GOVERNOR), GOVERNOR)
                signed = time.perf_counter()
                await _until(lambda: _announced(store, decrees + 1))
                announced = time.perf_counter()
                ended.set()
                await readers
        await store.close()
    return {
        "drafted": decrees / (drafted - began),
        "signed": decrees / (signed - drafted),
        "whole": decrees / (announced - began),
        "readers": quantiles(taken, n=100)[98],
    }


async def _done(parts: Parts, batch: Batch, by: Viewer) -> None:
    async def is_done() -> bool:
        seen = await parts.batch_queries.one(batch.id, by)
        assert seen.counts.refused == 0
        return seen.batch.state is State.DONE

    await _until(is_done)


async def _announced(store: Store, number: int) -> bool:
    """Whether so many decrees have their page, and the broker has taken all that is told of them."""
    told = {"type": "decree.issued.v1", "state": {"$ne": PENDING}}
    return await store.count(OUTBOX, told) == number


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    await eventually(is_so, within=_LONGEST_SECONDS, every=_LOOK_SECONDS)


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
