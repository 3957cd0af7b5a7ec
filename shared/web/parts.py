"""The parts that a service is composed of; routes, event handlers and jobs find them by class."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from types import MethodType
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Depends, FastAPI, Request, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.events import Event
from shared.events.membership import HandoverOpened
from shared.events.open_work import OpenShare
from shared.messaging.handlers import EventHandlers
from shared.web.routes import name_of

P = TypeVar("P")
E = TypeVar("E", bound=Event)


class PartMissing(Exception):
    """A route, an event handler or a job needs a part that the service does not have."""


class PartsByClass:
    """The parts of one service, each stored under the declared class of its field."""

    def __init__(self, *groups: Any) -> None:
        """Take the fields of these dataclasses as parts. Raises ValueError when two fields have the same class."""
        self._parts: dict[Any, Any] = {}
        for group in groups:
            hints = get_type_hints(type(group))
            for each in fields(group):
                self.add(hints[each.name], getattr(group, each.name))

    def add(self, kind: type[P], part: P) -> None:
        """Add a part. Raises ValueError when there is already one of this class."""
        if kind in self._parts:
            raise ValueError(f"two parts are declared as {_name(kind)}")
        self._parts[kind] = part

    def __getitem__(self, kind: type[P]) -> P:
        """Return the part of this class. Raises PartMissing when there is none."""
        try:
            found: P = self._parts[kind]
        except KeyError:
            raise PartMissing(f"there is no part {_name(kind)}") from None
        return found

    def __contains__(self, kind: object) -> bool:
        return kind in self._parts


@dataclass(frozen=True, slots=True)
class Needed(Generic[P]):
    """A FastAPI dependency that gives a route the part of a class."""

    kind: type[P]

    async def __call__(self, request: Request) -> P:
        """Return the part. `must_have_parts` made sure that it exists."""
        return parts_of(request.app)[self.kind]


def part(kind: type) -> Any:
    """Return the dependency that gives a route the part of this class; it stands beside the class in `Annotated`."""
    return Depends(Needed(kind))


def parts_of(app: FastAPI) -> PartsByClass:
    """Return the parts of an application."""
    found: PartsByClass = app.state.parts
    return found


def install_parts(app: FastAPI, parts: PartsByClass) -> None:
    """Attach the parts to an application."""
    app.state.parts = parts


@dataclass(frozen=True, slots=True)
class Listener:
    """An event, and the method of a part that handles it."""

    event: type[Event]
    bind: Callable[[PartsByClass, EventHandlers], None]


def on(event: type[E], kind: type[P], take: Callable[[P, E], Awaitable[None]]) -> Listener:
    """Let a part handle an event: `on(NewsPublished, Announcer, Announcer.announce_news)`."""

    def bind(parts: PartsByClass, handlers: EventHandlers) -> None:
        handlers.on(event, MethodType(take, parts[kind]))

    return Listener(event, bind)


@dataclass(frozen=True, slots=True)
class Job:
    """A method of a part that runs beside the requests for as long as the process lives."""

    bind: Callable[[PartsByClass], Callable[[], Awaitable[None]]]


def job(kind: type[P], run: Callable[[P], Awaitable[None]]) -> Job:
    """Run a method of a part beside the requests: `job(PeriodOpener, PeriodOpener.run)`."""
    return Job(lambda parts: MethodType(run, parts[kind]))


@dataclass(frozen=True, slots=True)
class Ending:
    """A method of a part that is called at once when the process is told to stop."""

    bind: Callable[[PartsByClass], Callable[[], None]]


def ending(kind: type[P], leave: Callable[[P], None]) -> Ending:
    """Call a method of a part when the process is told to stop: `ending(Streams, Streams.leave)`."""
    return Ending(lambda parts: MethodType(leave, parts[kind]))


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A method of a part that lists what is open for the post of a handover."""

    bind: Callable[[PartsByClass], Callable[[HandoverOpened], Awaitable[OpenShare]]]


def open_work(kind: type[P], share_of: Callable[[P, HandoverOpened], Awaitable[OpenShare]]) -> OpenWork:
    """Let a part answer for its feature in a handover: `open_work(OpenReports, OpenReports.of)`."""
    return OpenWork(lambda parts: MethodType(share_of, parts[kind]))


def must_have_parts(routes: Iterable[APIRoute], parts: PartsByClass) -> None:
    """Raise PartMissing when a route needs a missing part, or declares another class than the part it asks for."""
    for route in routes:
        name = name_of(route)
        for needed in _needed_by(route.dependant):
            if needed.kind not in parts:
                raise PartMissing(f"{name} needs the part {_name(needed.kind)}, which the service does not have")
        for declared, needed in _declared_by(route.endpoint):
            if not _fits(declared, needed.kind):
                raise PartMissing(f"{name} asks for the part {_name(needed.kind)} but declares it as {_name(declared)}")


def _needed_by(dependant: Dependant) -> Iterator[Needed[Any]]:
    for each in dependant.dependencies:
        if isinstance(each.call, Needed):
            yield each.call
        yield from _needed_by(each)


def _declared_by(endpoint: Any) -> Iterator[tuple[Any, Needed[Any]]]:
    for hint in get_type_hints(endpoint, include_extras=True).values():
        if get_origin(hint) is not Annotated:
            continue
        declared, *extras = get_args(hint)
        for extra in extras:
            if isinstance(extra, params.Depends) and isinstance(extra.dependency, Needed):
                yield declared, extra.dependency


def _fits(declared: Any, kind: Any) -> bool:
    """Whether the declaration says what the part is, or what it is one of."""
    base = get_origin(declared) or declared
    return base is Any or base is kind or (isinstance(base, type) and isinstance(kind, type) and issubclass(kind, base))


def _name(kind: Any) -> str:
    return getattr(kind, "__qualname__", None) or str(kind)
