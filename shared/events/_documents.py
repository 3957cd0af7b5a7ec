"""Generates the documents of the catalogue: docs/events.md for people, docs/asyncapi.yaml for programs."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from shared.events._asyncapi import asyncapi
from shared.events._schemas import sample_of, schema_of
from shared.events.catalogue import CATALOGUE, CatalogueEntry
from shared.events.personal import MARK


def documents() -> dict[str, str]:
    """Return the content of each generated file, by its path within the project."""
    return {"docs/events.md": _markdown(), "docs/asyncapi.yaml": asyncapi()}


def _markdown() -> str:
    return "\n".join([*_head(), *(line for entry in CATALOGUE for line in _section(entry))]) + "\n"


def _head() -> Iterator[str]:
    yield "# Events"
    yield ""
    yield "Generated from `shared/events` by `python -m shared.events write`; do not edit."
    yield ""
    yield "CloudEvents 1.0, structured JSON, on the topic exchange `ravabet.events`; the routing key is the type."
    yield "Extensions: `seq` (one more for each event of a subject), `correlationid`, `causationid`, `traceparent`,"
    yield "`replay` (published again, or imported late: readers update their data, but notify nobody)."
    yield "What is marked as personal is about a private person: it is never shown to operators and never logged."
    yield ""
    yield "| event | type | published by | heard by |"
    yield "| --- | --- | --- | --- |"
    for entry in CATALOGUE:
        name = entry.event.__name__
        listeners = ", ".join(entry.listeners) or "nobody yet"
        deprecated = ", deprecated" if entry.event.replaced_by else ""
        yield f"| [{name}](#{name.lower()}) | `{entry.event.type}`{deprecated} | {entry.publisher} | {listeners} |"


def _section(entry: CatalogueEntry) -> Iterator[str]:
    event = entry.event
    kind, field = event.about
    yield ""
    yield f"## {event.__name__}"
    yield ""
    yield " ".join((event.__doc__ or "").split())
    yield ""
    if event.replaced_by:
        yield f"**Deprecated:** read `{event.replaced_by}` instead, which is published beside it."
        yield ""
    listeners = ", ".join(entry.listeners) or "nobody yet"
    yield f"`{event.type}` · subject `{kind}/{{{field}}}` · {entry.publisher} → {listeners} · kept {_span(event.kept)}"
    yield ""
    yield "| field | required | type | |"
    yield "| --- | --- | --- | --- |"
    schema = schema_of(event)
    for name, part in schema["properties"].items():
        required = "yes" if name in schema.get("required", []) else ""
        personal = "personal" if part.get(MARK) else ""
        yield f"| `{name}` | {required} | {_type(part)} | {personal} |"
    yield ""
    yield "```json"
    yield json.dumps(json.loads(sample_of(event)), ensure_ascii=False, indent=2)
    yield "```"


def _span(kept: timedelta) -> str:
    return f"{kept.days} days" if kept.days else f"{kept.seconds // 3600} h"


def _type(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"].rpartition("/")[2])
    if "anyOf" in part:
        return " or ".join(_type(choice) for choice in part["anyOf"])
    if "enum" in part:
        return " or ".join(f"`{value}`" for value in part["enum"])
    if part.get("type") == "array":
        return f"list of {_type(part['items'])}"
    return str(part.get("format") or part.get("type", "any"))
