"""Deep copies of documents, so that a change by one reader does not show in another's document."""

from typing import Any, TypeVar

Value = TypeVar("Value")


def own_copy(value: Value) -> Value:
    """Return a deep copy of a document; several times faster than copy.deepcopy on plain documents."""
    return _copy(value)  # type: ignore[no-any-return]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(inner) if isinstance(inner, dict | list) else inner for name, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) if isinstance(inner, dict | list) else inner for inner in value]
    return value
