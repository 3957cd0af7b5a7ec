"""Who is at work: the person or program whose request changes something, and what the request is for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on the other side of HTTP; without `person_id` nobody was signed in."""

    deed: str
    """The route, such as `POST /api/membership/decrees/{decree_id}/signature`: never what stood in the braces."""
    address: str | None = None
    person_id: str | None = None
    roles: tuple[str, ...] = ()


_actor: ContextVar[Callable[[], Actor] | None] = ContextVar("actor", default=None)


def somebody_acts() -> bool:
    """Whether a request is behind what runs now, rather than an event or a job."""
    return _actor.get() is not None


def current_actor() -> Actor | None:
    """Whoever acts, as far as the request has been understood by now."""
    tell = _actor.get()
    return tell() if tell else None


@contextmanager
def acting(tell: Callable[[], Actor]) -> Iterator[None]:
    """Let everything inside be this actor's deed.

    `tell` is asked when something was changed: a request is routed and its sender known only after it has begun.
    """
    token = _actor.set(tell)
    try:
        yield
    finally:
        _actor.reset(token)
