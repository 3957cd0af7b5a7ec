"""Copies of documents, so that nobody changes what another still reads."""

from typing import Any, TypeVar

Value = TypeVar("Value")


def own_copy(value: Value) -> Value:
    """A copy of a document down to its last list; several times faster than copy.deepcopy on plain documents."""
    return _copy(value)  # type: ignore[no-any-return]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(inner) if isinstance(inner, dict | list) else inner for name, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) if isinstance(inner, dict | list) else inner for inner in value]
    return value
