"""The actor: the person or program whose request is being handled, and the deed, for the audit trail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The sender of an HTTP request; `person_id` is None when nobody was signed in."""

    deed: str
    """The route, such as `POST /api/membership/decrees/{decree_id}/signature`, never with values for the braces."""
    address: str | None = None
    person_id: str | None = None
    roles: tuple[str, ...] = ()


_actor: ContextVar[Callable[[], Actor] | None] = ContextVar("actor", default=None)


def somebody_acts() -> bool:
    """Return whether the code now runs for a request, as opposed to an event or a job."""
    return _actor.get() is not None


def current_actor() -> Actor | None:
    """Return the actor of the current request, with as much as is known of it by now; None outside of requests."""
    tell = _actor.get()
    return tell() if tell else None


@contextmanager
def acting(tell: Callable[[], Actor]) -> Iterator[None]:
    """Attribute all changes inside the block to this actor.

    `tell` is called when something was changed, because the route and the sender become known only after the request
    has begun.
    """
    token = _actor.set(tell)
    try:
        yield
    finally:
        _actor.reset(token)
