"""Our press with two workers, and our sealer in a thread of the service."""

import asyncio
import os
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy.letters.keys import KEY_FILE, renew
from services.membership.sealing.sealer_outside import Sealer
from services.membership.typesetting.domain import Page
from services.membership.typesetting.press_outside import Press
from services.membership.typesetting.shipped_source import shipped
from tests.bench.contestants.life import play
from tests.membership.letter_pages import AT, DECREE

_PRESSES = 2
_AT_ONCE = 4


async def measure(letters: int) -> dict[str, float]:
    """Letters for a second, and milliseconds for each step alone."""
    with tempfile.TemporaryDirectory() as folder:
        renew(Path(folder), "bench", lasts=timedelta(days=365), now=AT, authority=Path(folder, "authority.pem"))
        sealer, press = Sealer(Path(folder, KEY_FILE)), Press(_PRESSES)
        await asyncio.gather(*(_made(press, sealer, a_page(number)) for number in range(_AT_ONCE)))
        before = _processor(press)
        one = Press()
        await one.probe()
        rate = await _rate(press, sealer, letters)
        spent = _processor(press) - before
        found = {
            "both": rate,
            "processor": spent / letters * 1000,
            "printing": await _each(lambda number: _printed(one, a_page(number)), letters // 4),
        }
        pdf = await _printed(one, DECREE)
        seal = await sealer.seal(pdf, at=AT, name="bench", reason="-")
        found["sealing"] = await _each(lambda _: sealer.seal(pdf, at=AT, name="bench", reason="-"), letters // 4)
        began = time.perf_counter()
        for _ in range(letters // 4):
            sealer.inspect(seal)
        found["judging"] = (time.perf_counter() - began) / (letters // 4) * 1000
        for each in (press, one):
            await each.close()
        return found


def a_page(number: int) -> Page:
    """Another decree each time, so that nothing that was made before can be used again."""
    code = f"{83_470_000 + number}"
    return replace(
        DECREE,
        number=f"۱۴۰۵/ق/{number}",
        recipient=f"جناب آقای دکتر سیدمحمدرضا حسینی‌نژاد {number}",
        verify_code=code,
        qr=f"HTTPS://BAHARDASHT.EXAMPLE/V/{code}",
    )


async def _rate(press: Press, sealer: Sealer, letters: int) -> float:
    waiting = iter(range(letters))

    async def work() -> None:
        for number in waiting:
            await _made(press, sealer, a_page(number))

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
    return letters / (time.perf_counter() - began)


def _processor(press: Press) -> float:
    """Seconds of a processor that this process and the workers of the press have had."""
    ticks = os.sysconf("SC_CLK_TCK")
    workers = (Path(f"/proc/{each.process.pid}/stat").read_text().rpartition(")")[2] for each in press.workers.idle)
    return time.process_time() + sum(sum(map(int, stat.split()[11:13])) for stat in workers) / ticks


async def _each(step: Any, times: int) -> float:
    began = time.perf_counter()
    for number in range(times):
        await step(number)
    return (time.perf_counter() - began) / times * 1000


async def _made(press: Press, sealer: Sealer, page: Page) -> bytes:
    return await sealer.seal(await _printed(press, page), at=AT, name="bench", reason="-")


async def _printed(press: Press, page: Page) -> bytes:
    return await press.render(shipped("decree"), page.data(), at=AT, paper="a4")


if __name__ == "__main__":
    play(measure)
