"""The shapes of what the county's news has beside articles: pictures, a paper, and what is not public yet."""

from datetime import datetime, time, timedelta
from typing import Literal

from pydantic import PositiveInt

from deploy.local.county.facts import Fact, Publisher
from services.news.articles.states_domain import Kind
from shared.persian.jalali import TEHRAN, day_of


class Picture(Fact):
    """A drawn scene that an article shows, in the order of the file; `withdrawn` says why it was taken back."""

    id: str
    article: str
    sky: str
    land: str
    things: tuple[str, ...]
    alt: str
    caption: str = ""
    withdrawn: str = ""


class Step(Fact):
    title: str
    text: str


class Guide(Fact):
    """A paper of one page that an article offers as a PDF."""

    article: str
    title: str
    alt: str
    by: str
    steps: tuple[Step, ...]
    foot: str


class Said(Fact):
    """A comment on an item, by its writer or by the desk; one that is settled was so by the other side."""

    side: Literal["writer", "desk"]
    text: str
    settled: bool = False


class DeskItem(Fact):
    """What is not published yet: returned with a note, or planned for a day to come."""

    id: str
    publisher: Publisher
    kind: Kind
    headline: str
    lead: str
    text: tuple[str, ...]
    topics: tuple[str, ...]
    hours_ago: PositiveInt
    outcome: Literal["returned", "scheduled", "embargoed"]
    note: str = ""
    given: str = ""
    """What the desk said when it gave the item to its writer to work on; empty when it did not."""
    talk: tuple[Said, ...] = ()
    days_ahead: PositiveInt = 1
    clock: time = time(8)

    def planned_at(self, now: datetime) -> datetime:
        """Return when it is to be published."""
        return datetime.combine(day_of(now) + timedelta(days=self.days_ahead), self.clock, TEHRAN)
