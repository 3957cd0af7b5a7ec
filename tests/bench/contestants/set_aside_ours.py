"""The pages of what was set aside, over so many events of sixty reasons, while the service keeps their count fresh."""

import asyncio

from services.membership.main import Parts
from shared.messaging.set_aside import COLLECTION, PARKED, WAITING, Aside, _fields
from shared.store.driver import Document
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import p95s
from tests.identity import OPERATOR

_TYPES = ("news.published.v1", "report.period.opened.v1", "tokens.revoked.v1", "handover.opened.v1")
_REASONS = 60
_WAIT = 10
"""The events of so many reasons wait; all others are parked."""
_SUBJECTS = 30_000
_BODY = b"{" + b" " * 600 + b"}"
_AT_ONCE = 5_000


async def measure(mongo_url: str, amqp_url: str, events: int, paths: list[str], times: int) -> dict[str, float]:
    """Return the 95th percentile in milliseconds for each path."""
    counting: list[asyncio.Task[None]] = []

    async def fill(parts: Parts) -> None:
        rows = parts.platform.store.driver.collection(COLLECTION)
        for first in range(0, events, _AT_ONCE):
            await rows.insert_many([_row(parts, number) for number in range(first, min(events, first + _AT_ONCE))])
        counting.append(asyncio.create_task(parts.overview.run()))

    found = await p95s(mongo_url, amqp_url, fill, paths, times, by=OPERATOR)
    counting[0].cancel()
    return found


def _row(parts: Parts, number: int) -> Document:
    reason, now = number % _REASONS, parts.platform.store.now()
    event = Aside(_BODY, f"e{number}", _TYPES[reason % len(_TYPES)], f"article/{number % _SUBJECTS}", number)
    sentence = f"KeyError at services/membership/{chr(97 + reason // 26)}{chr(97 + reason % 26)}.py:88"
    fields = _fields(event, WAITING if reason < _WAIT else PARKED, sentence, next_at=None)
    history = [{"at": now, "what": sentence}] * 6
    return {"_id": event.event_id, "received_at": now, "attempts": 6, "history": history} | fields


if __name__ == "__main__":
    play(measure)
