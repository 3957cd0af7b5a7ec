"""Occasions as iCalendar (RFC 5545), for the calendars of telephones and mail programs."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from services.news.bulletins.domain import Bulletin

_LONGEST_LINE: Final = 75
"""Bytes."""


def calendar_of(bulletins: Iterable[Bulletin], *, name: str, public_url: str) -> str:
    """Return a calendar with an event for each of these that says when it begins."""
    host = public_url.partition("://")[2]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ravabet//Bulletins//FA",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Asia/Tehran",
    ]
    for bulletin in bulletins:
        lines += _event(bulletin, host=host, public_url=public_url)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(bulletin: Bulletin, *, host: str, public_url: str) -> list[str]:
    content = bulletin.content
    if content is None:
        return []
    place = "، ".join(part for part in (content.area, *content.places) if part)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(bulletin.id)}@{host}",
        f"DTSTAMP:{_instant(bulletin.heard_at)}",
        f"SEQUENCE:{len(bulletin.changes) + bool(bulletin.ended_at)}",
        f"DTSTART:{_instant(content.begins_at)}",
        *([f"DTEND:{_instant(content.ends_at)}"] if content.ends_at and content.ends_at > content.begins_at else []),
        f"SUMMARY:{_text(content.headline)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(content.text)}",
        f"URL:{public_url}{bulletin.path}",
        f"STATUS:{'CANCELLED' if bulletin.was_called_off else 'CONFIRMED'}",
        "END:VEVENT",
    ]
    return [line for line in lines if not line.endswith(":")]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """The text with those signs escaped that mean something in a calendar."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """The line in pieces that programs put together again: no piece is too long, and no letter is split."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _LONGEST_LINE:
            yield piece
            piece = " "
        piece += letter
    yield piece
