"""Fields that are about a private person: how they are marked, and what is shown in their place (ADR 39)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final

import pydantic_core
from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from shared.events._shapes import ANY, Document, Part, Schema

MARK: Final = "x-personal"
"""How the schemas, and asyncapi.yaml, say that a field is about a private person."""

MASK: Final = "•••"
"""What is shown in place of such a field."""

_SHORTEST: Final = 4
"""Shorter values are not looked for in sentences: they would be found inside of other words."""


@dataclass(frozen=True, slots=True)
class _Personal:
    """Marks a field. It changes the schema alone, and nothing of how the field is read or sent."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        schema = handler(core_schema)
        schema[MARK] = True
        return schema


PERSONAL: Final = _Personal()

Sealed = Annotated[str, PERSONAL]
"""A JWE that only the notifier can read. It is masked nonetheless: whoever gets the key later could read old logs."""

AboutSomebody = Annotated[str, PERSONAL]
"""A text that somebody wrote about a private person."""


def is_personal(model: type[BaseModel], field: str) -> bool:
    """Return whether a field is marked."""
    return PERSONAL in model.model_fields[field].metadata


def masked(data: Any, schema: Part) -> Any:
    """Return data as it may be shown: what its JSON Schema marks is masked. Fields that the schema lacks are, too.

    The schema may be one of ours or of another system.
    """
    document = Document(schema if isinstance(schema, dict) else {})
    return _masked(data, document, schema)


def shown(body: bytes, known: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Return an event as it may be shown to people; of a type that is not known, and of no event at all, no data.

    `known` maps a type to its class (`shared.events.catalogue.BY_TYPE`).
    """
    try:
        event = pydantic_core.from_json(body)
    except ValueError:
        return {}
    if not isinstance(event, dict):
        return {}
    model = known.get(str(event.get("type")))
    data = event.get("data")
    return event | {"data": MASK if model is None else masked(data, _schema_of(model))}


def without_personal(sentence: str, body: bytes, known: Mapping[str, type[BaseModel]]) -> str:
    """Return a sentence about an event in which nothing that is personal in the event is repeated."""
    try:
        event = pydantic_core.from_json(body)
    except ValueError:
        return sentence
    data = event.get("data") if isinstance(event, dict) else None
    model = known.get(str(event.get("type"))) if isinstance(event, dict) else None
    if model is None:
        return sentence
    for value in sorted(_hidden(data, masked(data, _schema_of(model))), key=len, reverse=True):
        sentence = sentence.replace(value, MASK)
    return sentence


@cache
def _schema_of(model: type[BaseModel]) -> Schema:
    """Return the schema, made once: sentences are cleaned for each event that fails."""
    return model.model_json_schema()


def is_marked(document: Document, part: Part) -> bool:
    """Return whether a part of a JSON Schema is marked, or one of its alternatives is."""
    schema = document.plain(part)
    choices = [choice for key in ("anyOf", "oneOf") for choice in schema.get(key, [])]
    return schema.get(MARK) is True or any(is_marked(document, choice) for choice in choices)


def _masked(data: Any, document: Document, part: Part) -> Any:
    schema = document.plain(part)
    if is_marked(document, schema):
        return None if data is None else MASK
    if isinstance(data, dict):
        groups = [shape.says for shape in document.shapes(schema) if shape.kind in {"object", ANY}]
        return {name: _masked_field(value, document, groups, name) for name, value in data.items()}
    if isinstance(data, list):
        lists = [shape.says for shape in document.shapes(schema) if shape.kind in {"array", ANY}]
        return [_masked_item(value, document, lists, place) for place, value in enumerate(data)]
    return data


def _masked_field(value: Any, document: Document, groups: list[Schema], name: str) -> Any:
    """What any alternative marks is masked, and so is what none of them names."""
    parts = [group.get("properties", {}).get(name, group.get("additionalProperties", False)) for group in groups]
    return _masked_by(value, document, [part for part in parts if part is not False])


def _masked_item(value: Any, document: Document, lists: list[Schema], place: int) -> Any:
    parts = []
    for each in lists:
        places = each.get("prefixItems", [])
        parts.append(places[place] if place < len(places) else each.get("items", False))
    return _masked_by(value, document, [part for part in parts if part is not False])


def _masked_by(value: Any, document: Document, parts: list[Part]) -> Any:
    if not parts:
        return MASK
    for part in parts:
        value = _masked(value, document, part)
    return value


def _hidden(data: Any, seen: Any) -> set[str]:
    """The texts that stand in the data and not in what is shown of it."""
    if seen == MASK:
        return {text for text in _texts(data) if len(text) >= _SHORTEST}
    if isinstance(data, dict) and isinstance(seen, dict):
        return {text for name, value in data.items() for text in _hidden(value, seen[name])}
    if isinstance(data, list) and isinstance(seen, list):
        return {text for value, other in zip(data, seen, strict=True) for text in _hidden(value, other)}
    return set()


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for value in data.values() for text in _texts(value)]
    return [text for value in data for text in _texts(value)] if isinstance(data, list) else []
