"""One message as the broker delivered it."""

from dataclasses import dataclass
from typing import Self

from shared.events import Envelope, FutureVersion, Malformed, UnknownType, decode
from shared.events.catalogue import BY_TYPE


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
        """Decode the bytes; an error in them becomes the content and is not raised."""
        try:
            return cls(body, tag, message_id, decode(body, BY_TYPE), times)
        except (Malformed, FutureVersion, UnknownType) as fault:
            return cls(body, tag, message_id, fault, times)

    @property
    def subject(self) -> str:
        """The subject within which its order counts; empty when the bytes do not tell."""
        return self.content.subject if isinstance(self.content, (Envelope, FutureVersion)) else ""
