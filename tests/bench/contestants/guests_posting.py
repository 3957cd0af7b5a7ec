"""A guest that posts signed events over several connections: how many a second are taken, how long each."""

import asyncio
import json
import time
from itertools import count
from statistics import quantiles

from services.news.ingest.pace_domain import signature_of
from tests.bench.contestants.life import play

_WARM_SECONDS = 1.0
_numbers = count()


async def post(port: int, guest: str, secret: str, connections: int, seconds: float) -> dict[str, float]:
    """Return what was taken per second, and the median and the 99th percentile of the times in milliseconds."""
    begin = time.perf_counter() + _WARM_SECONDS
    end = begin + seconds
    taken = await asyncio.gather(*(_one(port, guest, secret, begin, end) for _ in range(connections)))
    times = [each for one in taken for each in one]
    percentiles = quantiles(times, n=100)
    return {"rate": len(times) / seconds, "p50": percentiles[49] * 1000, "p99": percentiles[98] * 1000}


def event_of(guest: str, number: int) -> bytes:
    """An outage of its own, as a guest sends it."""
    event = {
        "specversion": "1.0",
        "id": f"e{number}",
        "source": f"/guests/{guest}",
        "type": "outage.announced.v1",
        "data": {
            "outage_id": f"o{number}",
            "utility": "water",
            "places": ["بالادست", "محله چنار"],
            "reason": "تعویض شیر خط اصلی",
            "begins_at": "2026-11-23T05:30:00Z",
            "ends_at": "2026-11-23T09:30:00Z",
        },
    }
    return json.dumps(event, ensure_ascii=False).encode()


async def _one(port: int, guest: str, secret: str, begin: float, end: float) -> list[float]:
    times: list[float] = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (asked := time.perf_counter()) < end:
        writer.write(request_of(port, guest, secret, next(_numbers)))
        head = await answer_from(reader)
        assert head.startswith(b"http/1.1 202"), head
        if asked >= begin:
            times.append(time.perf_counter() - asked)
    writer.close()
    return times


async def answer_from(reader: asyncio.StreamReader) -> bytes:
    """Read one answer, and return its head in small letters."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(int(head.partition(b"content-length:")[2].partition(b"\r\n")[0]))
    return head


def request_of(port: int, guest: str, secret: str, number: int) -> bytes:
    """Return the signed post of a guest's event, whose id is `e` and the number."""
    at = str(int(time.time()))
    body = event_of(guest, number)
    signature = signature_of(f"e{number}.{at}.".encode() + body, secret)
    head = (
        f"POST /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/cloudevents+json\r\n"
        f"webhook-id: e{number}\r\nwebhook-timestamp: {at}\r\nwebhook-signature: v1,{signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    play(post)
