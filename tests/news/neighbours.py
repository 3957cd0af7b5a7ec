"""What neighbours tell, for the tests of bulletins. It is noon in Tehran."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.news.bulletins.domain import Bulletin, BulletinId, Content, Hazard, Kind, Level
from services.news.publishers.domain import publisher_id
from shared.events.neighbours import (
    AlertIssued,
    AlertLifted,
    OccasionAnnounced,
    OccasionCancelled,
    OutageAnnounced,
    OutageEnded,
)

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def outage(key: str = "water:1", **changed: Any) -> OutageAnnounced:
    """An outage of water from nine to one."""
    said: dict[str, Any] = {
        "outage_id": key,
        "office_id": "water",
        "utility": "water",
        "places": ("بالادست", "محله چنار"),
        "area": "خیابان کاج",
        "reason": "تعویض شیر",
        "is_planned": True,
        "begins_at": NOON - timedelta(hours=3),
        "ends_at": NOON + timedelta(hours=1),
    }
    return OutageAnnounced(**said | changed)


def outage_over(key: str = "water:1", *, at: datetime = NOON) -> OutageEnded:
    return OutageEnded(outage_id=key, office_id="water", ended_at=at, note="آب وصل شد.")


def alert(key: str = "roads:1", **changed: Any) -> AlertIssued:
    """An orange alert for a mountain road, without an end."""
    said: dict[str, Any] = {
        "alert_id": key,
        "office_id": "roads",
        "hazard": "road",
        "level": "orange",
        "headline": "لغزندگی گردنه",
        "advice": "زنجیر چرخ همراه داشته باشید.",
        "places": ("گردنه سپیددره",),
        "begins_at": NOON - timedelta(hours=1),
    }
    return AlertIssued(**said | changed)


def alert_lifted(key: str = "roads:1") -> AlertLifted:
    return AlertLifted(alert_id=key, office_id="roads", lifted_at=NOON, note="راه باز است.")


def occasion(key: str = "library:31", **changed: Any) -> OccasionAnnounced:
    """A fair that begins in two days."""
    said: dict[str, Any] = {
        "occasion_id": key,
        "office_id": "library",
        "title": "نمایشگاه کتاب؛ پاییز",
        "summary": "کتاب کودک، و نویسندگان.",
        "places": ("بهاردشت",),
        "venue": "کتابخانه مرکزی",
        "begins_at": NOON + timedelta(days=2),
        "ends_at": NOON + timedelta(days=2, hours=6),
    }
    return OccasionAnnounced(**said | changed)


def occasion_cancelled(key: str = "library:31") -> OccasionCancelled:
    return OccasionCancelled(occasion_id=key, office_id="library", cancelled_at=NOON, note="به سبب بارش")


def a_bulletin(kind: Kind = Kind.WATER, key: str = "", **content: Any) -> Bulletin:
    """A bulletin that was told an hour ago; without other words it is current."""
    said: dict[str, Any] = {"places": ("بالادست",), "begins_at": NOON - timedelta(hours=1)}
    if kind is Kind.ALERT:
        said |= {"headline": "هشدار", "level": Level.YELLOW, "hazard": Hazard.WEATHER}
    return Bulletin(
        id=BulletinId(key or f"outage/{kind}"),
        kind=kind,
        publisher_id=publisher_id("office", "water"),
        told_at=NOON - timedelta(hours=1),
        heard_at=NOON - timedelta(hours=1),
        content=Content(**said | content),
    )
