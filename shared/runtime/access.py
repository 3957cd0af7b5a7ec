"""The table of access: who may do what, as data that each feature declares and asks wherever it matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto

from shared.runtime.viewer import Viewer

PR_MANAGER = "pr_manager"
HEAD_OF_OFFICE = "head_of_office"
SECRETARIAT = "secretariat"
COUNCIL_SECRETARY = "council_secretary"
GOVERNOR = "governor"
JURY = "jury"
AUDITOR = "auditor"
OPERATOR = "operator"
ROLE_NAMES = {
    GOVERNOR: "فرماندار",
    SECRETARIAT: "دبیرخانه شورا",
    COUNCIL_SECRETARY: "دبیر شورا",
    PR_MANAGER: "مدیر روابط عمومی",
    HEAD_OF_OFFICE: "رئیس دستگاه",
    JURY: "عضو هیئت داوران",
    AUDITOR: "بازرس",
    OPERATOR: "راهبر سامانه",
}
"""The name of each role as people read it. A person with several roles is called by the first one in this order."""
ROLES = tuple(ROLE_NAMES)

WHOEVER_SIGNED_IN = "signed_in"
"""Stands for a role in `Action.roles`: everybody with an account."""


class NotAllowed(Exception):
    """The person may not do this; the message is a Persian sentence."""


class Reach(Flag):
    """Whose things a role may act on. Owners are named like `office/water`, `body/media_hq` or `person/p-7`.

    A thing that concerns several owners is named by all of them: a round by the people of its jury, a session by the
    office that hosts it, a nomination by the person nominated and the office that nominates.
    """

    OWN_OFFICES = auto()
    OWN_BODIES = auto()
    ITSELF = auto()
    ANY = auto()


OWN_OFFICES, OWN_BODIES, ITSELF, ANY = Reach.OWN_OFFICES, Reach.OWN_BODIES, Reach.ITSELF, Reach.ANY


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """An entry of the table of access: something that people do in a service, and the roles that may do it.

    The name has the form `<service>.<thing>.<verb>`; `refusal` is the Persian sentence for everybody else. An API token
    with the scope `<service>:read` allows the actions that change nothing; `<service>:write` allows all.
    """

    name: str
    refusal: str
    roles: Mapping[str, Reach]
    changes: bool = True

    def is_open_to(self, viewer: Viewer | None) -> bool:
        """Return whether this person may do it on at least some things."""
        return self._reach_of(viewer) is not None

    def is_open_on_any(self, viewer: Viewer | None) -> bool:
        """Return whether this person may do it on everything."""
        reach = self._reach_of(viewer)
        return reach is not None and Reach.ANY in reach

    def allows(self, viewer: Viewer | None, *things: str) -> bool:
        """Return whether this person may do it on a thing with these owners.

        It is enough that one of the owners is within the person's reach.
        """
        reach = self._reach_of(viewer)
        if viewer is None or reach is None:
            return False
        return Reach.ANY in reach or any(_is_own(viewer, thing, reach) for thing in things)

    def own_of(self, viewer: Viewer) -> list[str]:
        """Return the person's own offices, then own bodies, on which the person may do it."""
        reach = self._reach_of(viewer) or Reach(0)
        offices = sorted(viewer.offices) if Reach.OWN_OFFICES in reach else []
        bodies = sorted(viewer.bodies) if Reach.OWN_BODIES in reach else []
        return [f"office/{each}" for each in offices] + [f"body/{each}" for each in bodies]

    def require(self, viewer: Viewer | None, *things: str) -> None:
        """Raise NotAllowed unless this person may do it on a thing with these owners."""
        if not self.allows(viewer, *things):
            raise NotAllowed(self.refusal)

    def _reach_of(self, viewer: Viewer | None) -> Reach | None:
        if viewer is None or not self._is_in_scope(viewer):
            return None
        held = [reach for role, reach in self.roles.items() if role == WHOEVER_SIGNED_IN or viewer.has(role)]
        if not held:
            return None
        together = held[0]
        for reach in held[1:]:
            together |= reach
        return together

    def _is_in_scope(self, viewer: Viewer) -> bool:
        if viewer.scope is None:
            return True
        service = self.name.partition(".")[0]
        return f"{service}:write" in viewer.scope or (not self.changes and f"{service}:read" in viewer.scope)


def _is_own(viewer: Viewer, thing: str, reach: Reach) -> bool:
    kind, _, key = thing.partition("/")
    match kind:
        case "office":
            return Reach.OWN_OFFICES in reach and key in viewer.offices
        case "body":
            return Reach.OWN_BODIES in reach and key in viewer.bodies
        case "person":
            return Reach.ITSELF in reach and key == viewer.person_id
        case _:
            # A program of another system is no person: its id, such as `guest/water`, is the owner's name itself.
            return Reach.ITSELF in reach and thing == viewer.person_id
