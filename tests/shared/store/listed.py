"""A thing with a name, as lists have it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a name."""

    id: str
    name: str
