"""Any change that is let pass: readers of either schema accept what is sent by the other, on thousands of schemas."""

import copy
import json
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from shared.events import Event
from shared.events._schemas import sample_of, schema_of
from shared.events.catalogue import CATALOGUE
from shared.events.compatibility import breaks

Schema = dict[str, Any]
NAMES = ("a", "b", "c")
WORDS = ("", "x", "xy", "xyz", "2026-11-29")
BOUNDS = ("minLength", "maxLength", "minimum", "maximum")

CHANCE = st.randoms(use_true_random=True)
"""Drawing each value by itself would take a hundred times as long; a failure is repeated by its seed all the same."""


def a_value_schema(chance: Random) -> Schema:
    bounds = {"minLength": chance.randint(0, 2), "maxLength": chance.randint(2, 7)}
    limits = {"minimum": chance.randint(-9, 0), "maximum": chance.randint(1, 9)}
    some = {name: value for name, value in (bounds | limits).items() if chance.random() < 0.3}
    return chance.choice(
        (
            {"type": "string"} | {name: value for name, value in some.items() if name in bounds},
            {"type": chance.choice(("integer", "number"))} | {n: v for n, v in some.items() if n in limits},
            {"type": chance.choice(("boolean", "null"))},
            {"type": "string", "format": "date"},
            {"enum": chance.sample((*WORDS, 0, 1, True, None), 3)},
            {"const": chance.choice(WORDS)},
            {},
        )
    )


def a_record(chance: Random, depth: int) -> Schema:
    fields = {name: a_schema(chance, depth - 1) for name in NAMES if chance.random() < 0.5}
    required = [name for name in fields if chance.random() < 0.5]
    others = chance.choice((None, False, False, True, a_schema(chance, depth - 1)))
    schema = {"type": "object", "properties": fields, "required": required}
    return schema if others is None else schema | {"additionalProperties": others}


def a_schema(chance: Random, depth: int = 3) -> Schema:
    if depth == 0 or chance.random() < 0.25:
        return a_value_schema(chance)
    several = [a_schema(chance, depth - 1) for _ in range(chance.randint(1, 3))]
    return chance.choice(
        (
            a_record(chance, depth),
            a_record(chance, depth),
            {"type": "array", "items": several[0]},
            {"type": "array", "prefixItems": several, "minItems": len(several), "maxItems": len(several)},
            {"anyOf": several},
            {"oneOf": several},
        )
    )


def places(schema: Schema) -> list[Schema]:
    """The schema and all that stand within it."""
    within = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    within += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    within += [each for key in ("anyOf", "oneOf", "prefixItems") for each in schema.get(key, [])]
    return [schema, *(place for each in within for place in places(each))]


def changed(chance: Random, schema: Schema) -> Schema:
    """The same schema with one to three changes, as people change contracts, of which each may be harmless or not."""
    after = copy.deepcopy(schema)
    for _ in range(chance.randint(1, 3)):
        spot = chance.choice(places(after))
        chance.choice((_change_fields, _change_fields, _change_type, _change_words, _change_bounds, _change_all))(
            chance, spot
        )
    return after


def _change_fields(chance: Random, spot: Schema) -> None:
    if "properties" in spot:
        spot["properties"] |= {chance.choice((*NAMES, "d")): a_schema(chance, 1)}
        spot["required"] = [name for name in spot.get("required", []) if chance.random() < 0.9]
        if chance.random() < 0.2:
            spot["required"] = list(spot["properties"])


def _change_type(chance: Random, spot: Schema) -> None:
    if isinstance(spot.get("type"), str):
        spot["type"] = chance.choice(([spot["type"]], sorted({spot["type"], "null"}), "number"))


def _change_words(chance: Random, spot: Schema) -> None:
    spot["title"] = chance.choice(WORDS)
    for key in spot.keys() & {"anyOf", "oneOf", "enum", "required"}:
        chance.shuffle(spot[key])
    if "anyOf" in spot and chance.random() < 0.5:
        spot["oneOf"] = spot.pop("anyOf")


def _change_bounds(chance: Random, spot: Schema) -> None:
    for name in spot.keys() & set(BOUNDS):
        spot[name] += chance.randint(-1, 1)


def _change_all(chance: Random, spot: Schema) -> None:
    if chance.random() < 0.3:
        spot.clear()
        spot |= a_schema(chance, 2)


def a_sample(chance: Random, schema: Schema) -> Any:
    """Something that is sent by this schema: fields that it names, or others where it says so."""
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return a_sample(chance, chance.choice(schema[key]))
    if "enum" in schema or "const" in schema:
        return chance.choice(schema.get("enum") or [schema["const"]])
    kinds = schema.get("type") or chance.choice(("string", "integer", "null", "boolean"))
    kind = chance.choice(kinds) if isinstance(kinds, list) else kinds
    if kind == "object":
        return _an_object(chance, schema)
    if kind == "array":
        parts = schema.get("prefixItems") or [schema.get("items", {})] * chance.randint(0, 2)
        return [a_sample(chance, part) for part in parts]
    numbers = {"integer": chance.randint(-12, 12), "number": chance.choice((-8.5, 0.5, 1.0, 7))}
    return {"string": chance.choice(WORDS), "boolean": chance.random() < 0.5, "null": None, **numbers}[kind]


def _an_object(chance: Random, schema: Schema) -> Any:
    fields, others = schema.get("properties", {}), schema.get("additionalProperties", False)
    sent = {
        name: a_sample(chance, part)
        for name, part in fields.items()
        if name in schema.get("required", []) or chance.random() < 0.6
    }
    free = [name for name in (*NAMES, "d") if name not in fields and others is not False and chance.random() < 0.5]
    return sent | {name: a_sample(chance, {} if others is True else others) for name in free}


def as_read(schema: Any) -> Any:
    """As a reader takes it: it ignores fields that it does not know, and takes the first alternative that fits."""
    if isinstance(schema, list):
        return [as_read(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    read = {name: as_read(value) for name, value in schema.items()}
    if read.get("additionalProperties") is False:
        del read["additionalProperties"]
    if isinstance(schema.get("oneOf"), list):
        read["anyOf"] = read.pop("oneOf")
    return read


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_what_is_let_pass_is_read_both_ways(chance: Random) -> None:
    old = a_schema(chance)
    new = changed(chance, old) if chance.random() < 0.9 else a_schema(chance, 2)
    if breaks(old, new):
        event("refused")
        return

    event("let pass")
    for sender, reader in ((old, new), (new, old)):
        sent, reads = jsonschema_rs.validator_for(sender), jsonschema_rs.validator_for(as_read(reader))
        for each in [a_sample(chance, sender) for _ in range(12)]:
            # What is drawn may lie outside, as a word that is too long does.
            if sent.is_valid(each):
                assert reads.is_valid(each), json.dumps({"old": old, "new": new, "sent": each})


@settings(max_examples=100, deadline=None)
@given(CHANCE)
def test_nothing_breaks_where_nothing_changed(chance: Random) -> None:
    schema = a_schema(chance)

    assert breaks(schema, json.loads(json.dumps(schema))) == []
    assert breaks(schema, {"title": "another", "$ref": "#/$defs/A", "$defs": {"A": schema}}) == []


@pytest.mark.parametrize("released", [entry.event for entry in CATALOGUE], ids=lambda released: released.type)
@settings(max_examples=15, deadline=None)
@given(chance=CHANCE)
def test_whatever_is_let_pass_for_our_own_events_their_golden_samples_still_fit(
    chance: Random, released: type[Event]
) -> None:
    old = schema_of(released)
    new = changed(chance, old)

    if breaks(old, new) == []:
        assert jsonschema_rs.is_valid(as_read(new), json.loads(sample_of(released))["data"]), json.dumps(new)
