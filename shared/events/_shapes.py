"""JSON Schemas in one form, so that two can be compared: references are followed, and each kind of value stands alone.

What only tells people something, such as a title, is left out. Drafts 4 to 2020-12 and what OpenAPI writes are read.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Schema = dict[str, Any]

Part = Schema | bool
"""A schema within another one; true allows anything, and false nothing."""

ANY: Final = "anything"
"""The kind of a schema that names no type."""

_ABOUT_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": (
        *("items", "prefixItems", "additionalItems", "unevaluatedItems"),
        *("minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"),
    ),
    "object": (
        *("properties", "required", "additionalProperties", "patternProperties", "propertyNames"),
        *("minProperties", "maxProperties", "unevaluatedProperties"),
        *("dependentRequired", "dependentSchemas", "dependencies"),
    ),
    "boolean": (),
    "null": (),
}
_ABOUT_ALL: Final = (
    "enum",
    "format",
    "not",
    "if",
    "then",
    "else",
    "anyOf",
    "oneOf",
    "allOf",
    "discriminator",
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
)
_WITHOUT_EFFECT: Final = {"minLength": 0, "minItems": 0, "minProperties": 0, "uniqueItems": False, "required": []}


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of value that a schema allows, with what it says about values of this kind."""

    kind: str
    says: Schema
    name: str = ""
    """The name of the group of fields, where it has one."""

    @property
    def values(self) -> frozenset[str] | None:
        """The values that are allowed, as JSON; None when they are not listed."""
        listed = self.says.get("enum")
        return None if listed is None else frozenset(map(as_json, listed))

    def tag(self, field: str) -> frozenset[str] | None:
        """The values of a field by which this group is told from others, such as `kind`."""
        part = self.says.get("properties", {}).get(field)
        if not isinstance(part, dict) or field not in self.says.get("required", []):
            return None
        listed = [part["const"]] if "const" in part else part.get("enum")
        return None if listed is None else frozenset(map(as_json, listed))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole JSON Schema, within which references are looked up."""

    whole: Schema

    def shapes(self, part: Part) -> tuple[Shape, ...]:
        """Return each kind of value that a part of this document allows; none when it allows nothing."""
        return tuple(self._shapes(part))

    def plain(self, part: Part) -> Schema:
        """Return the part without references and needless `allOf`. What cannot be followed stays as it is."""
        if isinstance(part, bool):
            return {} if part else {"not": {}}
        found, followed = dict(part), set[str]()
        while isinstance(at := found.get("$ref"), str) and at not in followed:
            followed.add(at)
            target = self._find(at)
            merged = None if target is None else _merged(target, {k: v for k, v in found.items() if k != "$ref"})
            if merged is None:
                break
            found = {"title": at.rpartition("/")[2]} | merged
        return self._without_all_of(found)

    def _without_all_of(self, schema: Schema) -> Schema:
        merged: Schema | None = {k: v for k, v in schema.items() if k != "allOf"}
        for each in schema.get("allOf", []):
            merged = None if merged is None else _merged(self.plain(each), merged)
        return schema if merged is None else merged

    def _find(self, at: str) -> Schema | None:
        if at != "#" and not at.startswith("#/"):
            return None
        found: Any = self.whole
        for step in at[2:].split("/") if len(at) > 1 else ():
            name = step.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, bool):
            return {} if found else {"not": {}}
        return found if isinstance(found, dict) else None

    def _shapes(self, part: Part) -> Iterator[Shape]:
        schema = self.plain(part)
        if schema.get("not") == {}:
            return
        choices = [key for key in ("anyOf", "oneOf") if key in schema]
        rest = {name for name in schema if name in _SPEAKING and name not in {*choices, "discriminator", "nullable"}}
        if len(choices) == 1 and not rest:
            for choice in schema[choices[0]]:
                yield from self._shapes(choice)
            if schema.get("nullable") is True:
                yield Shape("null", {})
            return
        yield from _by_kind(schema)


def as_json(value: object) -> str:
    """Return a value as JSON that is equal for equal values: to JSON Schema, 1 and 1.0 are one number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


_SPEAKING: Final = frozenset(
    {*_ABOUT_ALL, *(name for names in _ABOUT_KIND.values() for name in names), "type", "const", "nullable"}
)


def _by_kind(schema: Schema) -> Iterator[Shape]:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    for kind in _kinds(schema, values):
        says = {name: schema[name] for name in _said_about(kind) if name in schema}
        says = {name: value for name, value in says.items() if _WITHOUT_EFFECT.get(name) != value}
        if values is not None:
            says["enum"] = [value for value in values if kind in {ANY, *_kinds_of_value(value)}]
            if not says["enum"]:
                continue
        yield Shape(kind, _with_items_in_one_form(says), str(schema.get("title", "")))


def _kinds(schema: Schema, values: list[Any] | None) -> list[str]:
    given = schema.get("type")
    if given is None:
        # Values that are listed have kinds, too.
        return sorted({_kinds_of_value(value)[0] for value in values}) if values else [ANY]
    kinds = [given] if isinstance(given, str) else list(given)
    if schema.get("nullable") is True and "null" not in kinds:
        kinds.append("null")
    return [kind for kind in kinds if not (kind == "integer" and "number" in kinds)]


def _said_about(kind: str) -> tuple[str, ...]:
    if kind == ANY:
        return (*_ABOUT_ALL, *(name for names in _ABOUT_KIND.values() for name in names))
    return (*_ABOUT_ALL, *_ABOUT_KIND.get("number" if kind == "integer" else kind, ()))


def _kinds_of_value(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return ("integer", "number")
    names = {str: "string", float: "number", list: "array", dict: "object"}
    return (names.get(type(value), "null"),)


def _with_items_in_one_form(says: Schema) -> Schema:
    """A list whose places differ is written as `items` by older drafts, and as `prefixItems` by newer ones."""
    if not isinstance(says.get("items"), list):
        return says
    says = says | {"prefixItems": says["items"], "items": says.get("additionalItems", True)}
    return {name: value for name, value in says.items() if name != "additionalItems"}


def _merged(one: Schema, other: Schema) -> Schema | None:
    """Both at once; None when they say different things about the same."""
    merged = dict(one)
    for name, value in other.items():
        if name in {"required", "properties"} and name in merged:
            both = _both(name, merged[name], value)
            if both is None:
                return None
            merged[name] = both
        elif name in _SPEAKING and name in merged and as_json(merged[name]) != as_json(value):
            return None
        else:
            merged[name] = value
    return merged


def _both(name: str, one: Any, other: Any) -> Any:
    if name == "required":
        return [*one, *(field for field in other if field not in one)]
    clashes = any(as_json(one[field]) != as_json(other[field]) for field in one.keys() & other.keys())
    return None if clashes else one | other
