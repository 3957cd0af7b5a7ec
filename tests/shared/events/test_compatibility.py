"""Every kind of change of a schema: what is said of it, and for whom it breaks (trap 37)."""

from typing import Any

import pytest
from pydantic import BaseModel, Field

from shared.events.compatibility import Fails, Instead, breaks, find_breaks

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer"}
NULL: Schema = {"type": "null"}


def a_record(*required: str, **fields: Any) -> Schema:
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}


def one_of(values: list[Any]) -> Schema:
    return {"enum": values, "type": "string"}


def tagged(kind: str, **fields: Any) -> Schema:
    return a_record("kind", kind={"const": kind, "type": "string"}, **fields)


def told_apart(*choices: Schema) -> Schema:
    return {"oneOf": list(choices), "discriminator": {"propertyName": "kind"}}


def of_parts(part: Schema) -> Schema:
    return a_record("a", a={"$ref": "#/$defs/Part"}) | {"$defs": {"Part": part}}


READERS, SENT, BOTH = Fails.READERS, Fails.SENT, Fails.BOTH

CHANGED_FIELDS: list[tuple[str, Schema, Schema, str, Fails]] = [
    ("type", COUNT, TEXT, "a was integer and is string", BOTH),
    ("type widened", COUNT, {"type": "number"}, "a was integer and is number", READERS),
    ("type narrowed", {"type": "number"}, COUNT, "a was number and is integer", SENT),
    ("type given up", TEXT, {}, "a was string and is anything", READERS),
    ("type given", {}, TEXT, "a was anything and is string", SENT),
    ("type added", TEXT, {"type": ["string", "integer"]}, "a can now be integer as well", READERS),
    ("type taken away", {"type": ["string", "integer"]}, TEXT, "a can no longer be integer", SENT),
    ("became nullable", TEXT, nullable(TEXT), "a can now be null as well", READERS),
    ("no longer nullable", nullable(TEXT), TEXT, "a can no longer be null", SENT),
    ("nullable of another type", nullable(TEXT), nullable(COUNT), "a was string and is integer", BOTH),
    ("nullable as OpenAPI writes it", TEXT, TEXT | {"nullable": True}, "a can now be null as well", READERS),
    ("format", TEXT | {"format": "date-time"}, TEXT | {"format": "date"}, "a had the format date-time", BOTH),
    ("format given", TEXT, TEXT | {"format": "uuid"}, "a had no format and has the format uuid", BOTH),
    ("format within nullable", nullable(TEXT), nullable(TEXT | {"format": "uri"}), "a had no format", BOTH),
    ("enum widened", one_of(["x"]), one_of(["x", "y"]), "a allowed x and allows x or y", READERS),
    ("enum narrowed", one_of(["x", "y"]), one_of(["x"]), "a allowed x or y and allows x", SENT),
    ("enum changed", one_of(["x", "y"]), one_of(["x", "z"]), "a allowed x or y and allows x or z", BOTH),
    ("enum given", TEXT, one_of(["x"]), "a allowed anything and allows x", SENT),
    ("enum given up", one_of(["x"]), TEXT, "a allowed x and allows anything", READERS),
    ("const", TEXT | {"const": "x"}, TEXT | {"const": "y"}, "a allowed x and allows y", BOTH),
    ("const given up", TEXT | {"const": "x"}, one_of(["x", "y"]), "a allowed x and allows x or y", READERS),
    ("const of another type", {"const": 1}, {"const": True}, "a was integer and is boolean", BOTH),
    ("maxLength narrowed", TEXT | {"maxLength": 9}, TEXT | {"maxLength": 8}, "a had the maxLength 9", SENT),
    ("maxLength widened", TEXT | {"maxLength": 9}, TEXT | {"maxLength": 10}, "a had the maxLength 9", READERS),
    ("maxLength given", TEXT, TEXT | {"maxLength": 9}, "a had no maxLength and has the maxLength 9", SENT),
    ("maxLength given up", TEXT | {"maxLength": 9}, TEXT, "a had the maxLength 9 and has no maxLength", READERS),
    ("minLength narrowed", TEXT, TEXT | {"minLength": 1}, "a had no minLength", SENT),
    ("minLength widened", TEXT | {"minLength": 2}, TEXT | {"minLength": 1}, "a had the minLength 2", READERS),
    ("pattern", TEXT | {"pattern": "^a"}, TEXT | {"pattern": "^b"}, 'a had the pattern "^a"', BOTH),
    ("minimum", COUNT | {"minimum": 0}, COUNT | {"minimum": 1}, "a had the minimum 0", SENT),
    ("maximum", COUNT, COUNT | {"maximum": 9}, "a had no maximum and has the maximum 9", SENT),
    ("exclusiveMinimum", COUNT | {"exclusiveMinimum": 1}, COUNT | {"exclusiveMinimum": 0}, "a had the ex", READERS),
    ("exclusiveMaximum", COUNT | {"exclusiveMaximum": 1}, COUNT, "a had the exclusiveMaximum 1", READERS),
    ("exclusive of draft 4", COUNT | {"exclusiveMinimum": True}, COUNT, "a had the exclusiveMinimum true", READERS),
    ("multipleOf", COUNT | {"multipleOf": 2}, COUNT | {"multipleOf": 3}, "a had the multipleOf 2", BOTH),
    ("encoding", TEXT, TEXT | {"contentEncoding": "base64"}, "a had no contentEncoding", SENT),
    ("items", {"type": "array", "items": TEXT}, {"type": "array", "items": COUNT}, "a[] was string", BOTH),
    ("items given", {"type": "array"}, {"type": "array", "items": COUNT}, "a[] was anything and is integer", SENT),
    ("items became nullable", {"items": TEXT}, {"items": nullable(TEXT)}, "a[] can now be null", READERS),
    ("minItems", {"type": "array"}, {"type": "array", "minItems": 1}, "a had no minItems", SENT),
    ("maxItems", {"type": "array", "maxItems": 9}, {"type": "array"}, "a had the maxItems 9", READERS),
    ("uniqueItems", {"type": "array"}, {"type": "array", "uniqueItems": True}, "a had no uniqueItems", SENT),
    ("places", {"prefixItems": [TEXT]}, {"prefixItems": [COUNT]}, "a[0] was string and is integer", BOTH),
    ("a place more", {"prefixItems": [TEXT]}, {"prefixItems": [TEXT, TEXT]}, "a had 1 places of their own", BOTH),
    ("places of draft 7", {"items": [TEXT]}, {"items": [COUNT]}, "a[0] was string and is integer", BOTH),
    ("contains", {"type": "array"}, {"type": "array", "contains": TEXT}, "a had no contains", SENT),
    ("map", {"additionalProperties": COUNT}, {"additionalProperties": TEXT}, "a.* was integer and is string", BOTH),
    ("map given", {"type": "object"}, {"type": "object", "additionalProperties": TEXT}, "a.* was anything", SENT),
    ("a map no more", {"additionalProperties": COUNT}, a_record(), "a was anything and is object", SENT),
    (
        "a field in a map",
        {"additionalProperties": COUNT},
        {"additionalProperties": COUNT, "properties": {"b": TEXT}},
        "a.b was integer and is string",
        BOTH,
    ),
    (
        "a field where any was allowed",
        {"additionalProperties": True},
        {"additionalProperties": True, "properties": {"b": TEXT}},
        "a.b was anything and is string",
        SENT,
    ),
    ("names of a map", {"propertyNames": TEXT}, {"propertyNames": TEXT | {"maxLength": 3}}, "a.* had no max", SENT),
    (
        "a pattern of names",
        {"patternProperties": {"^x": TEXT}},
        {"patternProperties": {"^y": TEXT}},
        "a has patternProperties for other names",
        BOTH,
    ),
    ("under a pattern", {"patternProperties": {"^x": TEXT}}, {"patternProperties": {"^x": COUNT}}, "a.* was st", BOTH),
    (
        "a field of a pattern",
        {"patternProperties": {"^x": TEXT}},
        {"patternProperties": {"^x": TEXT}, "properties": {"xa": COUNT}},
        "a.xa was string and is integer",
        BOTH,
    ),
    (
        "a field too many",
        {"maxProperties": 1},
        {"maxProperties": 1, "properties": {"b": TEXT}},
        "a.b was added",
        READERS,
    ),
    ("minProperties", {"type": "object"}, {"type": "object", "minProperties": 1}, "a had no minProperties", SENT),
    (
        "fields that need others",
        {"type": "object"},
        {"type": "object", "dependentRequired": {"b": ["c"]}},
        "a had no dependentRequired",
        SENT,
    ),
    ("an alternative more", told_apart(tagged("x")), told_apart(tagged("x"), tagged("y")), "a can now be", READERS),
    ("an alternative less", told_apart(tagged("x"), tagged("y")), told_apart(tagged("x")), "a can no longer", SENT),
    (
        "within an alternative",
        told_apart(tagged("x"), tagged("y", b=TEXT)),
        told_apart(tagged("x"), tagged("y", b=COUNT)),
        "a.b was string and is integer",
        BOTH,
    ),
    ("another tag", told_apart(tagged("x")), told_apart(tagged("y")), "a.kind allowed x and allows y", BOTH),
    (
        "an alternative for another",
        told_apart(tagged("x"), tagged("y")),
        told_apart(tagged("x"), tagged("z")),
        "a was object and is object",
        BOTH,
    ),
    (
        "exactly one",
        {"anyOf": [TEXT, TEXT | {"maxLength": 3}]},
        {"oneOf": [TEXT, TEXT | {"maxLength": 3}]},
        "a may be one of several or must be exactly one",
        BOTH,
    ),
    (
        "beside other rules",
        {"type": "object", "anyOf": [{"required": ["b"]}]},
        {"type": "object", "anyOf": [{"required": ["b"]}, {"required": ["c"]}]},
        "a can now be",
        READERS,
    ),
    ("alternatives given", a_record(b=TEXT), a_record(b=TEXT) | {"oneOf": [{"required": ["b"]}]}, "a has oneOf", BOTH),
    (
        "all of",
        {"allOf": [TEXT, {"maxLength": 3}]},
        {"allOf": [TEXT, {"maxLength": 4}]},
        "a had the maxLength",
        READERS,
    ),
    (
        "all of, each by itself",
        {"allOf": [{"pattern": "a"}, {"pattern": "b"}]},
        {"allOf": [{"pattern": "a"}]},
        'a had no pattern and has the pattern "a"',
        SENT,
    ),
    ("not", TEXT | {"not": {"const": "x"}}, TEXT, 'a had the not {"const": "x"}', READERS),
    ("nothing at all", TEXT, {"not": {}}, "a can no longer be string", SENT),
    ("if", TEXT, TEXT | {"if": {"const": "x"}, "then": {"minLength": 3}}, "a had no if", SENT),
    (
        "another place",
        {"$ref": "https://example.ir/a.json"},
        {"$ref": "https://example.ir/b.json"},
        "a had the $ref",
        BOTH,
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "said", "fails"), [row[1:] for row in CHANGED_FIELDS], ids=[row[0] for row in CHANGED_FIELDS]
)
def test_a_change_of_a_field_is_named_with_those_for_whom_it_breaks(
    old: Schema, new: Schema, said: str, fails: Fails
) -> None:
    first, *_ = find_breaks(a_record("a", a=old), a_record("a", a=new))

    assert first.told().startswith(said)
    assert first.fails is fails
    assert find_breaks(of_parts(old), of_parts(new)), "also where it stands behind a reference"


BACKWARDS = {Fails.READERS: Fails.SENT, Fails.SENT: Fails.READERS, Fails.BOTH: Fails.BOTH}


@pytest.mark.parametrize(
    ("old", "new", "fails"),
    [(row[1], row[2], row[4]) for row in CHANGED_FIELDS],
    ids=[row[0] for row in CHANGED_FIELDS],
)
def test_what_breaks_in_one_direction_breaks_in_the_other(old: Schema, new: Schema, fails: Fails) -> None:
    """Who had failed to read is then the one who is not read; what was added to a field is then taken from it."""
    backwards = find_breaks(a_record("a", a=new), a_record("a", a=old))

    assert backwards
    assert (
        BACKWARDS[fails] in {each.fails for each in backwards}
        or Fails.BOTH in {each.fails for each in backwards}
        or ("removed" in backwards[0].what)
    )


CHANGED_RECORDS: list[tuple[str, Schema, Schema, list[str]]] = [
    ("removed", a_record("a", a=TEXT), a_record(), ["a was removed: its readers of the release before cannot read"]),
    ("removed, though optional", a_record(a=TEXT), a_record(), ["a was removed"]),
    ("renamed", a_record(a=TEXT), a_record(b=TEXT), ["a was removed, and b of the same type was added, as if it had"]),
    ("another one in its place", a_record(a=TEXT), a_record(b=COUNT), ["a was removed:"]),
    ("became required", a_record(a=TEXT), a_record("a", a=TEXT), ["a became required"]),
    ("became optional", a_record("a", a=TEXT), a_record(a=TEXT), ["a became optional"]),
    ("added, required", a_record(), a_record("a", a=TEXT), ["a was added and is required"]),
    ("no name, no longer required", {"required": ["a"]}, {"required": []}, ["a is no longer required"]),
    (
        "another default",
        a_record(a=TEXT | {"default": "x"}),
        a_record(a=TEXT | {"default": "y"}),
        ['a meant "x" where it is missing and means "y"'],
    ),
    (
        "another default, among references",
        a_record(a={"$ref": "#/$defs/A", "default": "x"}) | {"$defs": {"A": TEXT}},
        a_record(a={"$ref": "#/$defs/A", "default": "y"}) | {"$defs": {"A": TEXT}},
        ['a meant "x"'],
    ),
    (
        "two at once",
        a_record("a", "b", a=TEXT, b=COUNT),
        a_record("b", a=TEXT, b=TEXT),
        ["b was integer and is string", "a became optional"],
    ),
    (
        "deep within",
        a_record(a=a_record(b={"type": "array", "items": a_record(c=TEXT)})),
        a_record(a=a_record(b={"type": "array", "items": a_record(c=COUNT)})),
        ["a.b[].c was string and is integer"],
    ),
    (
        "in what contains itself",
        {"properties": {"a": TEXT, "child": {"$ref": "#"}}},
        {"properties": {"a": COUNT, "child": {"$ref": "#"}}},
        ["a was string and is integer", "child.a was string"],
    ),
    (
        "behind a not",
        a_record(a={"not": {"$ref": "#/$defs/A"}}) | {"$defs": {"A": TEXT}},
        a_record(a={"not": {"$ref": "#/$defs/A"}}) | {"$defs": {"A": COUNT}},
        ["a has not with a reference that may"],
    ),
    (
        "a reference to an anchor",
        a_record(a={"$ref": "#A"}) | {"$defs": {"A": TEXT | {"$anchor": "A"}}},
        a_record(a={"$ref": "#A"}) | {"$defs": {"A": COUNT | {"$anchor": "A"}}},
        ["a has $ref with a reference that may"],
    ),
    (
        "no end",
        {"anyOf": [{"$ref": "#"}, TEXT]},
        {"anyOf": [{"$ref": "#"}, COUNT]},
        ["the whole refers to itself without end"],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "said"), [row[1:] for row in CHANGED_RECORDS], ids=[row[0] for row in CHANGED_RECORDS]
)
def test_a_change_of_a_group_of_fields_is_named(old: Schema, new: Schema, said: list[str]) -> None:
    found = breaks(old, new)

    assert [sentence[: len(start)] for sentence, start in zip(found, said, strict=True)] == said


HARMLESS: list[tuple[str, Schema, Schema]] = [
    ("an optional field more", a_record(), a_record(a=TEXT)),
    ("an optional field more, deep within", a_record(a=a_record()), a_record(a=a_record(b=TEXT))),
    (
        "a field of the map's type",
        {"additionalProperties": COUNT},
        {"additionalProperties": COUNT} | {"properties": {"a": COUNT}},
    ),
    (
        "words",
        a_record(a=TEXT | {"title": "A"}),
        a_record(a=TEXT | {"title": "B", "description": "b", "x-personal": True}),
    ),
    ("deprecated", a_record(a=TEXT), a_record(a=TEXT | {"deprecated": True})),
    ("a reference for the thing itself", a_record(a=TEXT), a_record(a={"$ref": "#/$defs/A"}) | {"$defs": {"A": TEXT}}),
    (
        "a reference in older words",
        a_record(a=TEXT),
        a_record(a={"$ref": "#/definitions/A"}) | {"definitions": {"A": TEXT}},
    ),
    ("const and enum", a_record(a={"const": "x"}), a_record(a={"enum": ["x"], "type": "string"})),
    ("the order of values", a_record(a=one_of(["x", "y"])), a_record(a=one_of(["y", "x"]))),
    ("the order of alternatives", a_record(a={"anyOf": [TEXT, NULL]}), a_record(a={"anyOf": [NULL, TEXT]})),
    ("nullable in other words", a_record(a=nullable(TEXT)), a_record(a={"type": ["string", "null"]})),
    ("nullable by OpenAPI", a_record(a=nullable(TEXT)), a_record(a=TEXT | {"nullable": True})),
    (
        "places in other words",
        a_record(a={"prefixItems": [TEXT], "items": False}),
        a_record(a={"items": [TEXT], "additionalItems": False}),
    ),
    ("all of one", a_record(a=TEXT), a_record(a={"allOf": [TEXT]})),
    ("what holds anyway", a_record(a=TEXT), a_record(a=TEXT | {"minLength": 0})),
    ("a default, now written", a_record(a=TEXT), a_record(a=TEXT | {"default": ""})),
    (
        "an alternative with a field more",
        told_apart(tagged("x"), tagged("y")),
        told_apart(tagged("x"), tagged("y", b=TEXT)),
    ),
    ("told apart by a field", {"anyOf": [tagged("x"), tagged("y")]}, told_apart(tagged("x"), tagged("y"))),
    ("closed or open", a_record(a=TEXT), {"type": "object", "properties": {"a": TEXT}}),
    (
        "what contains itself",
        {"properties": {"child": {"$ref": "#"}}},
        {"properties": {"child": {"$ref": "#"}, "a": TEXT}},
    ),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in HARMLESS], ids=[row[0] for row in HARMLESS])
def test_what_breaks_nothing_is_let_pass(old: Schema, new: Schema) -> None:
    assert breaks(old, new) == []


def test_the_sentence_names_publisher_and_listeners_and_what_to_do() -> None:
    old, new = a_record("a", a=TEXT), a_record(b=TEXT)
    heard = breaks(old, new, publisher="reporting", listeners=("news", "notifier"))
    unheard = breaks(old, a_record("a", a=COUNT), publisher="reporting")
    required = breaks(a_record(a=TEXT), old, publisher="reporting", listeners=("notifier",))

    assert heard == [
        (
            "a was removed, and b of the same type was added, as if it had been renamed: news and notifier of the "
            f"release before cannot read what reporting then sends. Instead: {Instead.BOTH_NAMES}."
        )
    ]
    assert unheard == [
        (
            "a was string and is integer: whoever reads it cannot read what reporting of the other release sends, "
            f"neither way round. Instead: {Instead.NEW_FIELD}."
        )
    ]
    assert required == [
        (
            "a became required: notifier of this release cannot read what reporting of the release before sends and "
            f"has sent. Instead: {Instead.OPTIONAL}."
        )
    ]


class Part(BaseModel):
    id: str


class Before(BaseModel):
    """What Pydantic writes is understood: records, lists, tuples, maps, values that may be missing."""

    id: str
    parts: list[Part]
    pair: tuple[str, int]
    counts: dict[str, int] = Field(default_factory=dict)
    part: Part | None = None


class After(Before):
    part: Part | None = Field(default=None, title="Another title")
    also: tuple[Part, ...] = ()


def test_what_pydantic_writes_is_compared() -> None:
    old, new = Before.model_json_schema(), After.model_json_schema()

    assert breaks(old, new) == []
    assert [each.what for each in find_breaks(new, old)] == ["was removed"]
