"""One message as the broker brought it."""

from dataclasses import dataclass
from typing import Self

from shared.events import Envelope, FutureVersion, Malformed, UnknownType, decode
from shared.events.catalogue import BY_TYPE


@dataclass(slots=True)
class Delivery:
    """What the broker brought: the bytes, the tag under which it is acknowledged, the id its sender gave it."""

    body: bytes
    tag: int
    message_id: str | None
    content: Envelope | Malformed | FutureVersion | UnknownType
    """What the bytes mean, read as they arrive: while the database works on the batch before."""
    times: int
    """How often the broker has brought it before, as it counts."""

    @classmethod
    def read(cls, body: bytes, tag: int, message_id: str | None, *, times: int = 0) -> Self:
        """Read the bytes; what is wrong with them is content, too."""
        try:
            return cls(body, tag, message_id, decode(body, BY_TYPE), times)
        except (Malformed, FutureVersion, UnknownType) as fault:
            return cls(body, tag, message_id, fault, times)

    @property
    def subject(self) -> str:
        """Whose order it belongs to; empty where the bytes do not say."""
        return self.content.subject if isinstance(self.content, (Envelope, FutureVersion)) else ""
