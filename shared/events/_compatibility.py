"""The compatibility check: which changes to an event's data would break a producer or a reader."""

from typing import Any

Schema = dict[str, Any]

_NARROWING = (
    "maxLength",
    "maximum",
    "exclusiveMaximum",
    "maxItems",
    "minLength",
    "minimum",
    "exclusiveMinimum",
    "minItems",
    "pattern",
)


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return a sentence for each break; none when readers of either schema accept all data of the other.

    Within a major version only optional fields may be added, and the values that producers may send do not change.
    """
    return _compare(old, new, old.get("$defs", {}), new.get("$defs", {}), "")


def _compare(old: Schema, new: Schema, old_parts: Schema, new_parts: Schema, path: str) -> list[str]:
    old, new = _resolved(old, old_parts), _resolved(new, new_parts)
    found = [*_values(old, new, path), *_constraints(old, new, path)]
    if found:
        return found
    for name, before in old.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        after = new.get("properties", {}).get(name)
        if after is None:
            found.append(f"{here} was removed: readers that need it break")
        else:
            found += _compare(before, after, old_parts, new_parts, here)
    found += [
        f"{path}.{name} became required: events that were sent without it no longer fit".lstrip(".")
        for name in new.get("required", [])
        if name not in old.get("required", [])
    ]
    found += [
        f"{path}.{name} became optional: readers that rely on it break".lstrip(".")
        for name in old.get("required", [])
        if name not in new.get("required", []) and name in new.get("properties", {})
    ]
    for key in ("items", "additionalProperties"):
        if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
            found += _compare(old[key], new[key], old_parts, new_parts, f"{path}[]")
    return found


def _values(old: Schema, new: Schema, path: str) -> list[str]:
    before, after = _kinds(old), _kinds(new)
    if before != after:
        return [f"{path} was {_said(before)} and is {_said(after)}: the other side cannot read it"]
    if old.get("format") != new.get("format"):
        return [f"{path} had the format {old.get('format')} and has {new.get('format')}"]
    allowed, allows = _allowed(old), _allowed(new)
    if allowed != allows:
        return [f"{path} allowed {_said(allowed)} and allows {_said(allows)}: one side may send what the other refuses"]
    return []


def _constraints(old: Schema, new: Schema, path: str) -> list[str]:
    return [
        f"{path} has another {name}: {old.get(name)} became {new.get(name)}"
        for name in _NARROWING
        if old.get(name) != new.get(name)
    ]


def _resolved(schema: Schema, parts: Schema) -> Schema:
    if "$ref" in schema:
        resolved: Schema = parts[schema["$ref"].rpartition("/")[2]]
        return resolved
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        return _resolved(choices[0], parts) | {"nullable": len(schema["anyOf"]) > 1}
    return schema


def _kinds(schema: Schema) -> frozenset[str]:
    return frozenset({str(schema.get("type", "any"))} | ({"null"} if schema.get("nullable") else set()))


def _allowed(schema: Schema) -> frozenset[str]:
    return frozenset(map(str, schema.get("enum", [schema["const"]] if "const" in schema else [])))


def _said(values: frozenset[str]) -> str:
    return " or ".join(sorted(values)) or "anything"
