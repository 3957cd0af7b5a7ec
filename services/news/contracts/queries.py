"""The catalogue of events as its readers see it. All of it comes from the code, so it needs no database."""

import hashlib
from dataclasses import dataclass
from functools import cache

from shared.events.catalogue import CATALOGUE, CatalogueEntry
from shared.events.exporting import asyncapi, sample_text, schema_of, schema_text
from shared.events.fields import Field, fields_of
from shared.events.names import name_of
from shared.events.personal import is_personal
from shared.persian.text import for_comparing


class NoSuchEvent(Exception):
    """The catalogue has no event of this type."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in the list."""

    type: str
    name: str
    publisher: str
    listeners: tuple[str, ...]
    is_deprecated: bool
    has_personal: bool


@dataclass(frozen=True, slots=True)
class EventView:
    """All that is told of one event."""

    line: EventLine
    class_name: str
    summary: str
    subject: str
    kept_days: int
    replaced_by: str
    fields: tuple[Field, ...]
    sample: str


@dataclass(frozen=True, slots=True)
class Text:
    """A document for programs, with the mark by which they notice that it has changed."""

    content: str
    etag: str

    @classmethod
    def of(cls, content: str) -> "Text":
        """Mark a content."""
        return cls(content, f'"{hashlib.blake2b(content.encode(), digest_size=12).hexdigest()}"')


def events(words: str = "", *, publisher: str = "") -> list[EventLine]:
    """Return the events of a publisher, or of all, in which all words are found: in name, type, text or fields."""
    parts = for_comparing(words).casefold().split()
    return [
        _line(entry)
        for entry in CATALOGUE
        if publisher in {"", entry.publisher} and all(part in _found_by(entry.event.type) for part in parts)
    ]


def event(event_type: str) -> EventView:
    """Return what is told of an event. Raises NoSuchEvent."""
    entry = _entry(event_type)
    kind, field = entry.event.about
    return EventView(
        line=_line(entry),
        class_name=entry.event.__name__,
        summary=" ".join((entry.event.__doc__ or "").split()),
        subject=f"{kind}/{{{field}}}",
        kept_days=entry.event.kept.days,
        replaced_by=entry.event.replaced_by,
        fields=tuple(fields_of(schema_of(entry.event))),
        sample=sample_text(entry),
    )


@cache
def schema(event_type: str) -> Text:
    """Return the JSON Schema of an event's data. Raises NoSuchEvent."""
    return Text.of(schema_text(_entry(event_type)))


@cache
def document() -> Text:
    """Return asyncapi.yaml."""
    return Text.of(asyncapi())


def _entry(event_type: str) -> CatalogueEntry:
    for entry in CATALOGUE:
        if entry.event.type == event_type:
            return entry
    raise NoSuchEvent


def _line(entry: CatalogueEntry) -> EventLine:
    return EventLine(
        type=entry.event.type,
        name=name_of(entry.event.type),
        publisher=entry.publisher,
        listeners=entry.listeners,
        is_deprecated=bool(entry.event.replaced_by),
        has_personal=any(is_personal(entry.event, name) for name in entry.event.model_fields),
    )


@cache
def _found_by(event_type: str) -> str:
    event = _entry(event_type).event
    texts = (name_of(event.type), event.type, event.__name__, event.__doc__ or "", *event.model_fields)
    return for_comparing("\n".join(texts)).casefold()
