"""The viewer: the person for whom a request is answered."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person as described by the token: the roles held, and for which offices and bodies."""

    person_id: str
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    offices: frozenset[str] = field(default_factory=frozenset)
    bodies: frozenset[str] = field(default_factory=frozenset)
    sign_in_id: str = ""
    scope: frozenset[str] | None = None
    """The scopes to which a program that acts for this person is limited; None when the person acts."""

    def has(self, *roles: str) -> bool:
        """Return whether the person holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)
