"""What a change of an event's JSON Schema would break, for whom, and what to do instead.

Two programs of different releases meet on the broker: one sends by the old schema and the other reads by the new one,
or the other way round. A change breaks nothing when every reader accepts everything that the other release sends. A
sender sends only fields that its schema names; a reader ignores fields that it does not know.

The schemas may come from Pydantic or be written by hand. What this module does not understand has to stay as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Any, Final

from shared.events._shapes import ANY, Document, Part, Schema, Shape, as_json

_LOWER_BOUNDS: Final = frozenset({"minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"})
_UPPER_BOUNDS: Final = frozenset({"maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"})
_REFERENCES: Final = ('"$ref"', '"$dynamicRef"', '"$recursiveRef"')
_COMPARED_BY_PARTS: Final = frozenset(
    {"properties", "required", "additionalProperties", "items", "prefixItems", "patternProperties", "propertyNames"}
    | {"anyOf", "oneOf", "allOf", "enum"}
)


class Fails(StrEnum):
    """Who can no longer read whom."""

    READERS = "readers"
    """Readers of the release before cannot read what this release sends."""
    SENT = "sent"
    """Readers of this release cannot read what the release before sends, or has sent."""
    BOTH = "both"


class Instead(StrEnum):
    """What to do so that nothing breaks."""

    NEW_FIELD = "leave it as it is and add an optional field that has the new form, or publish the next major beside it"
    KEEP = "keep it and go on sending it, or publish the next major without it beside this one"
    BOTH_NAMES = "keep the old name, add the new one as an optional field, and send both"
    OPTIONAL = "let it be optional, with a default for events that were sent without it"
    ALWAYS_SENT = "let it stay required, and send it always"
    NEXT_MAJOR = "leave it as it is, and publish the next major beside it"


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that no longer fits."""

    path: str
    """Where it is: `publisher.kind`, `items[].due`; empty for the whole."""
    what: str
    fails: Fails
    instead: Instead

    def told(self, publisher: str = "", listeners: Sequence[str] = ()) -> str:
        """Return a sentence that says what breaks, for whom, and what to do instead."""
        return (
            f"{self.path or 'the whole'} {self.what}: {self._for_whom(publisher, listeners)}. Instead: {self.instead}."
        )

    def _for_whom(self, publisher: str, listeners: Sequence[str]) -> str:
        sender = publisher or "the sender"
        readers = _listed(listeners) or ("whoever reads it" if publisher else "its readers")
        match self.fails:
            case Fails.READERS:
                return f"{readers} of the release before cannot read what {sender} then sends"
            case Fails.SENT:
                return f"{readers} of this release cannot read what {sender} of the release before sends and has sent"
            case Fails.BOTH:
                return f"{readers} cannot read what {sender} of the other release sends, neither way round"


def breaks(old: Schema, new: Schema, *, publisher: str = "", listeners: Sequence[str] = ()) -> list[str]:
    """Return a sentence for each break; none when readers of either schema accept what is sent by the other.

    Within a major version only optional fields may be added, and the values that may be sent do not change.
    """
    return [each.told(publisher, listeners) for each in find_breaks(old, new)]


def find_breaks(old: Schema, new: Schema) -> list[Break]:
    """Return what no longer fits when one schema takes the place of another."""
    if as_json(old) == as_json(new):
        return []
    try:
        return list(dict.fromkeys(_Comparison(Document(old), Document(new)).parts(old, new, "")))
    except RecursionError:
        return [Break("", "refers to itself without end", Fails.BOTH, Instead.NEXT_MAJOR)]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two documents side by side."""

    old: Document
    new: Document
    under_way: frozenset[tuple[str, str]] = frozenset()
    """The parts within which this one is compared, so that a schema that contains itself comes to an end."""

    def parts(self, old: Part, new: Part, path: str) -> Iterator[Break]:
        pair = (as_json(old), as_json(new))
        if pair in self.under_way:
            return
        within = replace(self, under_way=self.under_way | {pair})
        if _is_ambiguous(self.old, old) != _is_ambiguous(self.new, new):
            yield Break(path, "may be one of several or must be exactly one", Fails.BOTH, Instead.NEXT_MAJOR)
        yield from within.alternatives(self.old.shapes(old), self.new.shapes(new), path)

    def alternatives(self, old: Sequence[Shape], new: Sequence[Shape], path: str) -> Iterator[Break]:
        """Every kind that was allowed still fits one that is allowed, and every new one fits one of the old."""
        if len(old) == len(new) == 1:
            yield from self.shapes(old[0], new[0], path)
            return
        gone = [each for each in old if not any(self._fit(each, other) for other in new)]
        came = [each for each in new if not any(self._fit(other, each) for other in old)]
        for before, after in _counterparts(gone, came):
            gone.remove(before)
            came.remove(after)
            yield from self.shapes(before, after, path)
        if gone and came:
            yield Break(path, f"was {_said(gone)} and is {_said(came)}", Fails.BOTH, Instead.NEW_FIELD)
        elif gone:
            yield Break(path, f"can no longer be {_said(gone)}", Fails.SENT, Instead.NEXT_MAJOR)
        elif came:
            yield Break(path, f"can now be {_said(came)} as well", Fails.READERS, Instead.NEW_FIELD)

    def _fit(self, old: Shape, new: Shape) -> bool:
        return next(self.shapes(old, new, ""), None) is None

    def shapes(self, old: Shape, new: Shape, path: str) -> Iterator[Break]:
        if old.kind != new.kind:
            yield _another_kind(old, new, path)
            return
        yield from _values(old, new, path)
        yield from self._rules(old.says, new.says, path)
        yield from self._combined(old.says, new.says, path)
        yield from self._lists(old.says, new.says, path)
        yield from _Fields(self, old.says, new.says, path).compared()

    def _rules(self, old: Schema, new: Schema, path: str) -> Iterator[Break]:
        """What has to stay as it is, such as a format or a bound."""
        for name in sorted((old.keys() | new.keys()) - _COMPARED_BY_PARTS):
            before, after = old.get(name), new.get(name)
            if name == "format" and before != after:
                yield Break(path, f"had {_format(before)} and has {_format(after)}", Fails.BOTH, Instead.NEW_FIELD)
            elif as_json(before) != as_json(after):
                what = f"had {_bound(name, before)} and has {_bound(name, after)}"
                yield Break(path, what, _of_bound(name, before, after), Instead.NEW_FIELD)
            elif self._refers({name: before}):
                yield Break(path, f"has {name} with a reference that may mean something else", *_CANNOT_TELL)

    def _combined(self, old: Schema, new: Schema, path: str) -> Iterator[Break]:
        """`anyOf` and the like beside other rules: all of them hold, so each has to fit its counterpart."""
        for name in ("anyOf", "oneOf"):
            if name in old and name in new:
                yield from self.parts({name: old[name]}, {name: new[name]}, path)
            elif name in old or name in new:
                yield Break(path, f"has {name} in one release alone", *_CANNOT_TELL)
        before, after = old.get("allOf", []), new.get("allOf", [])
        if len(before) != len(after):
            yield Break(path, "has allOf with more or fewer parts", *_CANNOT_TELL)
        for one, other in zip(before, after, strict=False):
            yield from self.parts(one, other, path)

    def _lists(self, old: Schema, new: Schema, path: str) -> Iterator[Break]:
        before, after = old.get("prefixItems", []), new.get("prefixItems", [])
        if len(before) != len(after):
            what = f"had {len(before)} places of their own and has {len(after)}"
            yield Break(path, what, Fails.BOTH, Instead.NEW_FIELD)
        for place, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from self.parts(one, other, f"{path}[{place}]")
        if "items" in old or "items" in new:
            yield from self.parts(old.get("items", True), new.get("items", True), f"{path}[]")

    def _refers(self, said: Schema) -> bool:
        """Whether it holds a reference to what may have changed elsewhere."""
        has_reference = any(word in as_json(said) for word in _REFERENCES)
        return has_reference and as_json(self.old.whole) != as_json(self.new.whole)


_CANNOT_TELL: Final = (Fails.BOTH, Instead.NEXT_MAJOR)


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of two groups side by side."""

    comparison: _Comparison
    old: Schema
    new: Schema
    path: str

    def compared(self) -> Iterator[Break]:
        before, after = self.old.get("properties", {}), self.new.get("properties", {})
        added = [name for name in after if name not in before]
        for name, part in before.items():
            if name in after:
                yield from self.comparison.parts(part, after[name], self._at(name))
                yield from self._defaults(name, part, after[name])
            else:
                yield self._removed(name, part, added)
        yield from self._required(added)
        yield from self._others(added)

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _removed(self, name: str, part: Part, added: Sequence[str]) -> Break:
        for other in added:
            if next(self.comparison.parts(part, self.new["properties"][other], ""), None) is None:
                what = f"was removed, and {self._at(other)} of the same type was added, as if it had been renamed"
                return Break(self._at(name), what, Fails.READERS, Instead.BOTH_NAMES)
        return Break(self._at(name), "was removed", Fails.READERS, Instead.KEEP)

    def _defaults(self, name: str, old: Part, new: Part) -> Iterator[Break]:
        """An event without the field would mean one thing here and another thing there."""
        if isinstance(old, bool) or isinstance(new, bool) or name in self.old.get("required", []):
            return
        if "default" in old and "default" in new and as_json(old["default"]) != as_json(new["default"]):
            what = f"meant {as_json(old['default'])} where it is missing and means {as_json(new['default'])}"
            yield Break(self._at(name), what, Fails.BOTH, Instead.NEW_FIELD)

    def _required(self, added: Sequence[str]) -> Iterator[Break]:
        before, after = self.old.get("required", []), self.new.get("required", [])
        for name in after:
            if name not in before:
                what = "was added and is required" if name in added else "became required"
                yield Break(self._at(name), what, Fails.SENT, Instead.OPTIONAL)
        for name in before:
            if name not in after and name in self.new.get("properties", {}):
                yield Break(self._at(name), "became optional", Fails.READERS, Instead.ALWAYS_SENT)
            elif name not in after and name not in self.old.get("properties", {}):
                yield Break(self._at(name), "is no longer required", Fails.READERS, Instead.ALWAYS_SENT)

    def _others(self, added: Sequence[str]) -> Iterator[Break]:
        """Fields that are not named one by one, as in a map."""
        yield from self._map()
        before, after = self.old.get("patternProperties", {}), self.new.get("patternProperties", {})
        if before.keys() != after.keys():
            what = "has patternProperties for other names"
            yield Break(self.path, what, *_CANNOT_TELL)
        for pattern in before.keys() & after.keys():
            yield from self.comparison.parts(before[pattern], after[pattern], f"{self.path}.*")
        if "propertyNames" in self.old or "propertyNames" in self.new:
            names = (self.old.get("propertyNames", True), self.new.get("propertyNames", True))
            yield from self.comparison.parts(*names, f"{self.path}.*")
        for name in added:
            yield from self._added(name)

    def _map(self) -> Iterator[Break]:
        before, after = (schema.get("additionalProperties", True) for schema in (self.old, self.new))
        if isinstance(before, dict) or isinstance(after, dict):
            yield from self.comparison.parts(before, after, f"{self.path}.*")

    def _added(self, name: str) -> Iterator[Break]:
        """A field that is added to a map was one of its values until now; without a map nobody has sent it."""
        part, values = self.new["properties"][name], self.old.get("additionalProperties", False)
        if values is not False:
            yield from self.comparison.parts(values, part, self._at(name))
        for pattern, others in self.old.get("patternProperties", {}).items():
            if _may_match(pattern, name):
                yield from self.comparison.parts(others, part, self._at(name))
        if self.old.keys() & {"propertyNames", "maxProperties"}:
            what = "was added where the names or the number of fields are limited"
            yield Break(self._at(name), what, Fails.READERS, Instead.NEXT_MAJOR)


def _is_ambiguous(document: Document, part: Part) -> bool:
    """Whether exactly one of several alternatives has to fit, and more than one might."""
    schema = document.plain(part)
    if "oneOf" not in schema:
        return False
    choices = [shape for choice in schema["oneOf"] for shape in document.shapes(choice)]
    return any(not _are_apart(one, other) for one, other in combinations(choices, 2))


def _are_apart(one: Shape, other: Shape) -> bool:
    if ANY in {one.kind, other.kind}:
        return False
    if one.kind != other.kind:
        return {one.kind, other.kind} != {"integer", "number"}
    if one.values is not None and other.values is not None:
        return one.values.isdisjoint(other.values)
    return _tell_apart(one, other) is not None


def _tell_apart(one: Shape, other: Shape) -> str | None:
    """The field by whose value two groups of fields are told apart."""
    for field in one.says.get("properties", {}):
        mine, theirs = one.tag(field), other.tag(field)
        if mine is not None and theirs is not None and mine.isdisjoint(theirs):
            return str(field)
    return None


def _counterparts(gone: Sequence[Shape], came: Sequence[Shape]) -> list[tuple[Shape, Shape]]:
    """What was changed rather than removed: of the same kind, and the only one of it or of the same name."""
    found = []
    for before in gone:
        after = [each for each in came if each.kind == before.kind and _tell_apart(before, each) is None]
        others = [each for each in gone if each.kind == before.kind and _tell_apart(before, each) is None]
        if len(after) > 1 or len(others) > 1:
            after = [each for each in after if each.name == before.name]
            others = [each for each in others if each.name == before.name]
        if len(after) == 1 and len(others) == 1:
            found.append((before, after[0]))
    return found


def _another_kind(old: Shape, new: Shape, path: str) -> Break:
    what = f"was {_said([old])} and is {_said([new])}"
    wider = {(ANY, "old"): Fails.SENT, (ANY, "new"): Fails.READERS}
    if (old.kind, new.kind) == ("integer", "number"):
        return Break(path, what, Fails.READERS, Instead.NEW_FIELD)
    if (old.kind, new.kind) == ("number", "integer"):
        return Break(path, what, Fails.SENT, Instead.NEW_FIELD)
    fails = wider.get((old.kind, "old")) or wider.get((new.kind, "new")) or Fails.BOTH
    return Break(path, what, fails, Instead.NEW_FIELD)


def _values(old: Shape, new: Shape, path: str) -> Iterator[Break]:
    before, after = old.values, new.values
    if before == after:
        return
    what = f"allowed {_said_of(before)} and allows {_said_of(after)}"
    if before is not None and (after is None or before < after):
        yield Break(path, what, Fails.READERS, Instead.NEW_FIELD)
    elif after is not None and (before is None or after < before):
        yield Break(path, what, Fails.SENT, Instead.NEXT_MAJOR)
    else:
        yield Break(path, what, Fails.BOTH, Instead.NEW_FIELD)


def _of_bound(name: str, before: Any, after: Any) -> Fails:
    """Who fails when a bound has moved: the readers of the wider side's events have the narrower one."""
    if before is None or after is None:
        return Fails.READERS if after is None else Fails.SENT
    if name in _LOWER_BOUNDS | _UPPER_BOUNDS and not isinstance(before, bool):
        is_narrower = after > before if name in _LOWER_BOUNDS else after < before
        return Fails.SENT if is_narrower else Fails.READERS
    return Fails.BOTH


def _may_match(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True  # a pattern that Python does not read


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _said(shapes: Sequence[Shape]) -> str:
    return " or ".join(shape.name if shape.kind == "object" and shape.name else shape.kind for shape in shapes)


def _said_of(values: frozenset[str] | None) -> str:
    return "anything" if values is None else " or ".join(value.strip('"') for value in sorted(values)) or "nothing"


def _format(value: Any) -> str:
    return "no format" if value is None else f"the format {value}"


def _bound(name: str, value: Any) -> str:
    return f"no {name}" if value is None else f"the {name} {as_json(value)}"
