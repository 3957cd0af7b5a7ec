"""The story that every service's copy of offices is told, and what has to be kept of it at each point (ADR 18)."""

from collections.abc import Awaitable, Callable
from datetime import date

from shared.events import Event
from shared.events.membership import OfficeClosed, OfficeFacts, OfficeRegistered, OfficeReopened, OfficeUpdated
from shared.messaging.handlers import EventHandlers

Kept = tuple[str, bool]
"""The name, and whether it is open on the day of the story."""

DAY = date(2026, 11, 22)


def facts(name: str) -> OfficeFacts:
    """An office as membership tells it."""
    return OfficeFacts(
        id="gas", name=name, short_name=name, kind="utility", kind_name="خدماتی", active_from=date(2020, 1, 1)
    )


REGISTERED = OfficeRegistered(office_id="gas", office=facts("اداره گاز"))
RENAMED = OfficeUpdated(office_id="gas", office=facts("شرکت گاز"))
CLOSED = OfficeClosed(office_id="gas", closed_on=date(2026, 11, 1))
CLOSED_LATER = OfficeClosed(office_id="gas", closed_on=date(2027, 3, 20), successor_id="water")
REOPENED = OfficeReopened(office_id="gas", reopened_on=date(2026, 11, 2))
RENAMED_LATE = OfficeUpdated(office_id="gas", office=facts("شرکت گاز پیشین"))


async def tell_the_story(
    handlers: EventHandlers,
    kept: Callable[[], Awaitable[Kept | None]],
    run: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]],
) -> None:
    """Tell it, each event twice, as at-least-once delivery may; `run` is how the service runs a handler again."""
    story: list[tuple[Event, Kept]] = [
        (REGISTERED, ("اداره گاز", True)),
        (RENAMED, ("شرکت گاز", True)),
        (CLOSED, ("شرکت گاز", False)),
        (RENAMED_LATE, ("شرکت گاز پیشین", False)),
        (REGISTERED, ("شرکت گاز پیشین", False)),
        (REOPENED, ("شرکت گاز پیشین", True)),
        (CLOSED_LATER, ("شرکت گاز پیشین", True)),
        (RENAMED, ("شرکت گاز", True)),
        (CLOSED, ("شرکت گاز", False)),
    ]
    assert await kept() is None
    for event, expected in story:
        handler = handlers.get(event.type)
        assert handler, f"nobody listens to {event.type}"
        for _ in range(2):
            await run(lambda event=event, handler=handler: handler(event))  # type: ignore[misc]
            assert await kept() == expected, f"after {event.type}"
