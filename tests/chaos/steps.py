"""The steps of publishing and handling; a service can be struck down between any two of them."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["publisher", "receiver"]


@dataclass(frozen=True, slots=True)
class Step:
    """A moment in the life of a service."""

    role: Role
    name: str
    """As `Fuse.reach` is told it."""
    words: str


PUBLISHING = (
    Step("publisher", "transaction.before", "before the transaction"),
    Step("publisher", "articles.written", "document written"),
    Step("publisher", "outbox.written", "outbox written, before the commit"),
    Step("publisher", "commit.after", "committed, the caller not yet told"),
    Step("publisher", "outbox.read", "read by the relay"),
    Step("publisher", "publish.sent", "taken by the broker, its confirm not yet seen"),
    Step("publisher", "mark.before", "confirmed, not yet marked"),
    Step("publisher", "mark.after", "marked as sent"),
)

HANDLING = (
    Step("receiver", "delivered", "delivered"),
    Step("receiver", "inbox.read", "inbox read"),
    Step("receiver", "transaction.open", "transaction open"),
    Step("receiver", "handler.ran", "a handler ran"),
    Step("receiver", "tallies.written", "documents flushed"),
    Step("receiver", "commit.before", "inbox and outbox written, before the commit"),
    Step("receiver", "commit.after", "committed, not yet acknowledged"),
    Step("receiver", "ack.after", "acknowledged"),
)

SETTING_ASIDE = (
    Step("receiver", "aside.before", "failed, not yet put aside"),
    Step("receiver", "aside.after", "put aside, not yet acknowledged"),
    Step("receiver", "retry.taken", "taken for another try"),
    Step("receiver", "retry.before", "handled late, still in its place aside"),
    Step("receiver", "retry.after", "handled late and removed"),
)

CHAPTERS = {"publishing": PUBLISHING, "handling": HANDLING, "setting aside": SETTING_ASIDE}
STEPS = (*PUBLISHING, *HANDLING, *SETTING_ASIDE)


def step(name: str, role: Role) -> Step:
    """The step of that name."""
    return next(found for found in STEPS if (found.name, found.role) == (name, role))
