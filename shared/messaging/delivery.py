"""One message as the broker delivered it."""

from dataclasses import dataclass
from typing import Self

import structlog

from shared.events import Envelope, FutureVersion, Malformed, UnknownType, decode
from shared.events.catalogue import BY_TYPE

log = structlog.get_logger()


def read_content(body: bytes) -> Envelope | Malformed | FutureVersion | UnknownType:
    """Return the event, or the reason why the bytes are none; never raise, whatever the bytes are."""
    try:
        return decode(body, BY_TYPE)
    except (Malformed, FutureVersion, UnknownType) as fault:
        return fault
    except Exception as error:
        log.exception("event.not_read", error=type(error).__name__)
        return Malformed(f"reading it failed with {type(error).__name__}")


@dataclass(slots=True)
class Delivery:
    """A delivered message: its bytes, the tag with which it is acknowledged, and the id that its sender gave it."""

    body: bytes
    tag: int
    message_id: str | None
    content: Envelope | Malformed | FutureVersion | UnknownType
    """The event, or the reason why the bytes are none. They are decoded on arrival, while the database keeps the batch
    before."""
    times: int
    """How often the broker has delivered it before, by the broker's own count."""

    @classmethod
    def read(cls, body: bytes, tag: int, message_id: str | None, *, times: int = 0) -> Self:
        """Decode the bytes. Whatever is wrong with them becomes the content: nothing is raised.

        An error here would be lost with its task, and the next acknowledgement would drop the message unseen.
        """
        return cls(body, tag, message_id, read_content(body), times)

    @property
    def subject(self) -> str:
        """The subject within which its order counts; empty when the bytes do not tell."""
        return self.content.subject if isinstance(self.content, (Envelope, FutureVersion)) else ""
