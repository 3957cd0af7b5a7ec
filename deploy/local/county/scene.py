"""What the steps of filling share: the county, a clock that moves, and who does it all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

from deploy.local.county.data import County
from deploy.local.county.facts import Article, Publisher
from shared.persian.jalali import TEHRAN, day_of
from shared.runtime.clock import utc_now
from shared.runtime.context import Cause, caused_by
from shared.runtime.viewer import Viewer

_TRIES, _PAUSE_SECONDS = 600, 0.1


class Clock:
    """Shows what it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The instant at hand, in UTC."""
        return self.at


class Scene:
    """The county as of now. What happens in it happened before, so it is told as a replay and notifies nobody."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.now = utc_now()
        self.clock = Clock(self.now)

    @property
    def today(self) -> date:
        """The day, in Tehran."""
        return day_of(self.now)

    @contextmanager
    def at(self, instant: datetime) -> Iterator[None]:
        """Do things at an instant of the past, also within what happens at another one."""
        before = self.clock.at
        self.clock.at = min(instant.astimezone(UTC), self.now)
        with caused_by(Cause(replay=True)):
            yield
        self.clock.at = before

    @contextmanager
    def days_ago(self, days: int) -> Iterator[None]:
        """Do things around noon of a day before today."""
        with self.at_noon(self.today - timedelta(days=days)):
            yield

    @contextmanager
    def at_noon(self, day: date) -> Iterator[None]:
        """Do things around noon of a day, or now when that is still to come."""
        with self.at(datetime.combine(day, time(12), TEHRAN)):
            yield

    @property
    def secretary(self) -> Viewer:
        """The secretariat, for the council and the headquarters."""
        return Viewer("karshenas", "دبیرخانه", frozenset({"secretariat"}), bodies=frozenset({"council", "media_hq"}))

    @property
    def operator(self) -> Viewer:
        """Who fills the county's own posts."""
        return Viewer("demo", "راهبر", frozenset({"operator"}))

    @property
    def governor(self) -> Viewer:
        """Who signs."""
        person = next(person for person in self.county.people if any(post.role == "governor" for post in person.posts))
        return Viewer(person.id, person.name, frozenset({"governor"}), frozenset({"governorate"}))

    def writer_of(self, publisher: Publisher) -> Viewer:
        """Who writes for a publisher: the secretariat for a body, and for an office without a PR manager."""
        if publisher.kind == "body":
            return self.secretary
        manager = self.county.pr_manager_of(publisher.id)
        name = manager.name if manager else "دبیرخانه"
        return Viewer(
            manager.id if manager else "karshenas", name, frozenset({"pr_manager"}), frozenset({publisher.id})
        )

    def article(self, key: str) -> Article:
        """The article that the county's files call so."""
        return next(each for each in self.county.articles if each.id == key)


async def until(probe: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for what the services do on their own. Raises SystemExit with a sentence when it takes too long."""
    for _ in range(_TRIES):
        if await probe():
            return
        await asyncio.sleep(_PAUSE_SECONDS)
    raise SystemExit(f"{what} did not arrive within {_TRIES * _PAUSE_SECONDS:.0f} seconds")
