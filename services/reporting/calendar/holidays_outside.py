"""The moving holidays of a year, as the `holidays` library guesses them in a process of its own.

In the service's own process the library would take 22 MB (measured) for good, for one question a year. Its lunar
calendar is an estimate that can be a day off, so the secretariat changes the list afterwards.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

from services.reporting.calendar.domain import ClosedDay, Kind
from shared.persian.digits import persian_digits
from shared.persian.jalali import JalaliDate, jalali_of

_SECONDS = 30


class NoGuess(Exception):
    """The library did not answer."""


async def moving_holidays(year: int) -> list[ClosedDay]:
    """The holidays of a Jalali year as the library has them. Raises NoGuess."""
    asking = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(year), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(_SECONDS):
            answer, _ = await asking.communicate()
    except TimeoutError as error:
        asking.kill()
        await asking.wait()
        raise NoGuess from error
    if asking.returncode != 0:
        raise NoGuess
    return [ClosedDay(date.fromisoformat(day), title, Kind.OFFICIAL) for day, title in json.loads(answer).items()]


def _of_library(year: int) -> Iterator[tuple[str, str]]:
    from holidays.countries.iran import Iran  # noqa: PLC0415 - only the process that asks pays for the import

    first = JalaliDate(year, 1, 1).to_date()
    known = Iran(years=[first.year, first.year + 1], language="fa_IR")
    for day in sorted(known):
        if jalali_of(day).year == year:
            yield day.isoformat(), _titled(known[day])


def _titled(names: str) -> str:
    return persian_digits("، ".join(name.strip() for name in re.split("[;؛]", names)))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(dict(_of_library(int(sys.argv[1])))))
