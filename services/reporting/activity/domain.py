"""Activity that counts itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Measure(StrEnum):
    """What this service can count by itself; a form's automatic item names one."""

    PUBLISHED_NEWS = "published_news"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing an office did in public: counted, and shown when somebody asks what was counted."""

    id: str
    measure: Measure
    office_id: str
    day: date
    """The day in Tehran."""
    title: str
    url: str
