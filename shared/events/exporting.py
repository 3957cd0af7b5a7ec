"""All that somebody needs who has none of our code: JSON Schemas, samples, asyncapi.yaml, the catalogue as JSON."""

import json
from typing import Any

from shared.events._asyncapi import CLOUD_EVENT, asyncapi
from shared.events._schemas import SAMPLES, sample_of, schema_of
from shared.events.catalogue import CATALOGUE, CatalogueEntry

__all__ = ["as_text", "asyncapi", "catalogued", "exported", "sample_text", "schema_of", "schema_text"]

_READ_ME = """\
# The events of Ravabet

Written by `ravabet contracts export`.

- `asyncapi.yaml`: where to connect, what is sent, how to read it (AsyncAPI 3)
- `catalogue.json`: every event with its publisher, its listeners and its subject
- `cloudevent.json`: the JSON Schema of the envelope, which is the same for all events (CloudEvents 1.0)
- `schemas/<type>.json`: the JSON Schema of an event's data. `x-personal` marks what is about a private person
- `samples/<type>.json`: an event as it is sent; `samples/before` has events of earlier releases, which had fewer fields

A reader ignores fields that it does not know. `ravabet contracts check --against <this folder>` tells whether a later
release still fits, `ravabet contracts check --needs <file>` whether it has what you read.
"""


def exported() -> dict[str, str]:
    """Return the content of each file, by its path within the folder."""
    files = {
        "README.md": _READ_ME,
        "asyncapi.yaml": asyncapi(),
        "catalogue.json": as_text({"events": [catalogued(entry) for entry in CATALOGUE]}),
        "cloudevent.json": as_text({"$schema": "https://json-schema.org/draft/2020-12/schema"} | CLOUD_EVENT),
    }
    for entry in CATALOGUE:
        event = entry.event
        files[f"schemas/{event.type}.json"] = schema_text(entry)
        files[f"samples/{event.type}.json"] = sample_text(entry)
    before = sorted((SAMPLES / "before").glob("*.json"))
    return files | {f"samples/before/{file.name}": file.read_text(encoding="utf-8") for file in before}


def schema_text(entry: CatalogueEntry) -> str:
    """Return the JSON Schema of an event's data as a document of its own."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:ravabet:{entry.event.type}"}
    return as_text(head | schema_of(entry.event))


def sample_text(entry: CatalogueEntry) -> str:
    """Return the golden sample of an event."""
    return sample_of(entry.event).decode()


def catalogued(entry: CatalogueEntry) -> dict[str, Any]:
    """Return what the catalogue says of an event."""
    kind, field = entry.event.about
    return {
        "type": entry.event.type,
        "name": entry.event.__name__,
        "summary": " ".join((entry.event.__doc__ or "").split()),
        "publisher": entry.publisher,
        "listeners": list(entry.listeners),
        "replaced_by": entry.event.replaced_by or None,
        "subject": f"{kind}/{{{field}}}",
        "kept_hours": int(entry.event.kept.total_seconds() // 3600),
    }


def as_text(value: object) -> str:
    """Return a value as JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
