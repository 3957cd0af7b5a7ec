"""What is kept of every event beside its class: a golden sample, and the schema as it was committed."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

from shared.events._event import Event

SAMPLES = Path(str(resources.files("shared.events") / "samples"))
SNAPSHOTS = Path(str(resources.files("shared.events") / "snapshots"))


def schema_of(event: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema of an event's data, as producers send it."""
    return event.model_json_schema()


def sample_of(event: type[Event]) -> bytes:
    """Return the golden sample of an event: an envelope as it is sent."""
    return (SAMPLES / f"{event.type}.json").read_bytes()


def samples_of(event: type[Event]) -> list[bytes]:
    """Return the golden sample of an event, and those of releases before, which have fewer fields."""
    before = sorted((SAMPLES / "before").glob(f"{event.type}.*.json"))
    return [sample_of(event), *(file.read_bytes() for file in before)]


def snapshot_of(event: type[Event]) -> dict[str, Any] | None:
    """Return the committed schema of an event; None when the event is new."""
    file = SNAPSHOTS / f"{event.type}.json"
    snapshot: dict[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
    return snapshot
