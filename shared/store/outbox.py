"""Rows of the outbox: events that wait for the relay, and afterwards the archive of the sent ones."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from shared.events import Envelope, Event
from shared.runtime.context import Cause, current_cause
from shared.runtime.ids import new_event_id
from shared.store.driver import Document

PENDING = "pending"
SENT = "sent"

IN_ORDER = "in_order"
"""The name of the index of pending rows by subject and sequence."""

Emission = tuple[Event, Cause]
"""An event, with the cause that was current when it was emitted."""


def emissions(events: Iterable[Event]) -> list[Emission]:
    """Return each event with the current cause."""
    cause = current_cause()
    return [(event, cause) for event in events]


def steps(emitted: Sequence[Emission]) -> Counter[str]:
    """Return by how much the sequence of each subject grows."""
    return Counter(event.subject for event, _ in emitted)


def rows(
    emitted: Sequence[Emission], *, reached: dict[str, int], source: str, now: Callable[[], datetime]
) -> list[Document]:
    """Return the rows to insert; `reached` holds the last sequence number of each subject after all these events.

    `source` is the service's own; an event that another system sent keeps the id and the source of its sender.
    """
    left = steps(emitted)
    at = now()
    made = []
    for event, cause in emitted:
        subject = event.subject
        seq = reached[subject] - left[subject] + 1
        left[subject] -= 1
        envelope = Envelope(
            id=cause.sender.event_id if cause.sender else new_event_id(),
            source=cause.sender.source if cause.sender else source,
            time=at,
            data=event,
            seq=seq,
            correlation_id=cause.correlation_id,
            causation_id=cause.causation_id,
            traceparent=cause.traceparent,
            replay=cause.replay,
        )
        made.append(
            {
                "_id": envelope.id,
                "type": event.type,
                "subject": subject,
                "seq": seq,
                "correlation_id": cause.correlation_id,
                "body": envelope.encode().decode(),
                "state": PENDING,
                "at": at,
                "expire_at": at + event.kept,
            }
        )
    return made
