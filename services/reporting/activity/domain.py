"""What offices do, as far as this service can count it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Measure(StrEnum):
    """What can be counted. An automatic item of a form names one of these."""

    PUBLISHED_NEWS = "published_news"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that an office did in public. It is counted, and listed for whoever asks what was counted."""

    id: str
    measure: Measure
    office_id: str
    day: date
    """The day in Tehran."""
    title: str
    url: str
    """Where it stands; empty when that is no page of ours."""
