"""The story that every service's copy of offices is told, and what has to be kept of it at each point (ADR 18)."""

from collections.abc import Awaitable, Callable
from datetime import date

from shared.events import Event
from shared.events.membership import OfficeClosed, OfficeFacts, OfficeRegistered, OfficeUpdated
from shared.messaging.handlers import EventHandlers

Kept = tuple[str, bool]
"""The name, and whether it is open."""


def facts(name: str) -> OfficeFacts:
    """An office as membership tells it."""
    return OfficeFacts(
        id="gas", name=name, short_name=name, kind="utility", kind_name="خدماتی", active_from=date(2020, 1, 1)
    )


REGISTERED = OfficeRegistered(office_id="gas", office=facts("اداره گاز"))
RENAMED = OfficeUpdated(office_id="gas", office=facts("شرکت گاز"))
CLOSED = OfficeClosed(office_id="gas", closed_on=date(2026, 11, 1))
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
    ]
    assert await kept() is None
    for event, expected in story:
        handler = handlers.get(event.type)
        assert handler, f"nobody listens to {event.type}"
        for _ in range(2):
            await run(lambda event=event, handler=handler: handler(event))  # type: ignore[misc]
            assert await kept() == expected, f"after {event.type}"
