"""The events of neighbours: notices that other systems of the county publish through their own door.

News checks them and publishes them with the neighbour as their source (ADR 38). The ids begin with the neighbour's
name, such as `water:2026-118`, so that no neighbour can speak of another's notice; the office is the one that the
neighbour was admitted for.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.events._event import Event, Instant, WebAddress

Words = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=2_000)]
Places = Annotated[tuple[Words, ...], Field(min_length=1, max_length=50)]
"""Names of towns, quarters, villages or roads, as people know them."""


class OutageAnnounced(Event):
    """Water, electricity or gas fails or will fail somewhere.

    Sent again with the same id when something about it changes.
    """

    type: ClassVar[str] = "outage.announced.v1"
    about: ClassVar[tuple[str, str]] = ("outage", "outage_id")

    outage_id: str
    office_id: str
    utility: Literal["water", "electricity", "gas"]
    places: Places
    area: Text = ""
    reason: Text = ""
    is_planned: bool = False
    begins_at: Instant
    ends_at: Instant | None = None


class OutageEnded(Event):
    """What had failed is there again, or the outage that was announced does not take place."""

    type: ClassVar[str] = "outage.ended.v1"
    about: ClassVar[tuple[str, str]] = ("outage", "outage_id")

    outage_id: str
    office_id: str
    ended_at: Instant
    note: Text = ""


class AlertIssued(Event):
    """A warning of weather, or of the state of roads.

    The levels are those of the weather service: yellow, orange and red. Sent again with the same id when something
    about it changes.
    """

    type: ClassVar[str] = "alert.issued.v1"
    about: ClassVar[tuple[str, str]] = ("alert", "alert_id")

    alert_id: str
    office_id: str
    hazard: Literal["weather", "road"]
    level: Literal["yellow", "orange", "red"]
    headline: Words
    advice: Text = ""
    places: Places
    begins_at: Instant
    ends_at: Instant | None = None


class AlertLifted(Event):
    """The danger is over, or the warning was withdrawn."""

    type: ClassVar[str] = "alert.lifted.v1"
    about: ClassVar[tuple[str, str]] = ("alert", "alert_id")

    alert_id: str
    office_id: str
    lifted_at: Instant
    note: Text = ""


class OccasionAnnounced(Event):
    """Something takes place that people may come to: a fair, a lecture, a public meeting.

    Sent again with the same id when something about it changes.
    """

    type: ClassVar[str] = "occasion.announced.v1"
    about: ClassVar[tuple[str, str]] = ("occasion", "occasion_id")

    occasion_id: str
    office_id: str
    title: Words
    summary: Text = ""
    places: Places
    venue: Text = ""
    begins_at: Instant
    ends_at: Instant | None = None
    url: WebAddress | None = None


class OccasionCancelled(Event):
    """It does not take place."""

    type: ClassVar[str] = "occasion.cancelled.v1"
    about: ClassVar[tuple[str, str]] = ("occasion", "occasion_id")

    occasion_id: str
    office_id: str
    cancelled_at: Instant
    note: Text = ""


NEIGHBOURS: tuple[type[Event], ...] = (
    OutageAnnounced,
    OutageEnded,
    AlertIssued,
    AlertLifted,
    OccasionAnnounced,
    OccasionCancelled,
)
