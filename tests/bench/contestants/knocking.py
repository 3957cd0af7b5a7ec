"""Readers who ask for a page again and again, each over a connection of its own: how many a second, how long each."""

import asyncio
import time
from statistics import quantiles
from typing import Any

from tests.bench.contestants.life import play

_WARM_SECONDS = 1.0


async def knock(port: int, path: str, connections: int, seconds: float, pause: float = 0) -> dict[str, float]:
    """Return the answers per second, and the median and the 99th percentile of their times in milliseconds.

    All answers must be 200. A reader waits `pause` seconds
    between two pages. A server that closes the connection after each answer is asked over a new one.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\n\r\n".encode()
    begin = time.perf_counter() + _WARM_SECONDS
    end = begin + seconds
    taken = await asyncio.gather(*(_reader(port, request, begin, end, pause) for _ in range(connections)))
    times = [each for one in taken for each in one]
    percentiles = quantiles(times, n=100)
    return {"rate": len(times) / seconds, "p50": percentiles[49] * 1000, "p99": percentiles[98] * 1000}


async def _reader(port: int, request: bytes, begin: float, end: float, pause: float) -> list[float]:
    times: list[float] = []
    connection: Any = None
    while True:
        asked = time.perf_counter()
        if asked > end:
            break
        connection = connection or await asyncio.open_connection("127.0.0.1", port)
        reader, writer = connection
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        if b"connection: close" in head:
            await reader.read()
            writer.close()
            connection = None
        else:
            await reader.readexactly(int(head.partition(b"content-length:")[2].partition(b"\r\n")[0]))
        if asked >= begin:
            times.append(time.perf_counter() - asked)
        if pause:
            await asyncio.sleep(pause)
    if connection:
        connection[1].close()
    return times


if __name__ == "__main__":
    play(knock)
