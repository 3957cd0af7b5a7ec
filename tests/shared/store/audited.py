"""What the tests of the audit trail share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.runtime.actor import Actor, acting
from shared.runtime.context import Cause, caused_by
from shared.store.audit.chain import AUDIT
from shared.store.audit.writer import TrailWriter
from shared.store.store import Store

SARA = Actor(deed="POST /things/{key}", address="192.0.2.7", person_id="p-water", roles=("pr_manager",))


@contextmanager
def a_request(actor: Actor = SARA) -> Iterator[None]:
    """Somebody's request runs inside."""
    with caused_by(Cause(correlation_id="req-1")), acting(lambda: actor):
        yield


async def keep(store: Store, key: str, **fields: Any) -> None:
    """Keep a thing, whatever was there."""
    async with store.unit_of_work() as work:
        await work.put("things", {"_id": key} | fields)


async def a_chain_of(store: Store, length: int) -> None:
    """Let so many rows be written."""
    with a_request():
        for number in range(length):
            await keep(store, "one", n=number)
    await TrailWriter(store).write()
    assert await store.count(AUDIT, {}) == length
