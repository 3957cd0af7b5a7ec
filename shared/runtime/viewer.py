"""Who asks."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, as the token says: the roles held, and for which offices and bodies."""

    person_id: str
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    offices: frozenset[str] = field(default_factory=frozenset)
    bodies: frozenset[str] = field(default_factory=frozenset)
    sign_in_id: str = ""
    scope: frozenset[str] | None = None
    """What a program that acts for this person is limited to; None for the person."""

    def has(self, *roles: str) -> bool:
        """Whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)
