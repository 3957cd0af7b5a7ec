"""Who may do what, as data. Each service lists its actions in one file, and asks that list wherever it matters."""

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
"""What people call each role; who holds several is called by the first of these."""
ROLES = tuple(ROLE_NAMES)

WHOEVER_SIGNED_IN = "signed_in"
"""In an action's table: everybody with an account, whatever the role."""


class NotAllowed(Exception):
    """This person may not do this; the message is a Persian sentence."""


class Reach(Flag):
    """On whose things a role may do something. Things are named as `office/water`, `body/media_hq`, `person/p-7`.

    A thing that concerns several is named by all of them: a round by the people of its jury, a session by the office
    that is its host, a nomination by the person nominated and the office that nominates.
    """

    OWN_OFFICES = auto()
    OWN_BODIES = auto()
    ITSELF = auto()
    ANY = auto()


OWN_OFFICES, OWN_BODIES, ITSELF, ANY = Reach.OWN_OFFICES, Reach.OWN_BODIES, Reach.ITSELF, Reach.ANY


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """Something that people do in a service, and the roles that may, each on its own things or on any.

    The name is `<service>.<what>.<deed>`; `refusal` is what everybody else is told. An API token of the scope
    `<service>:read` is good for what changes nothing, `<service>:write` for all.
    """

    name: str
    refusal: str
    roles: Mapping[str, Reach]
    changes: bool = True

    def is_open_to(self, viewer: Viewer | None) -> bool:
        """Whether this person may do it at all, be it on some things only."""
        return self._reach_of(viewer) is not None

    def is_open_on_any(self, viewer: Viewer | None) -> bool:
        """Whether this person may do it on everything."""
        reach = self._reach_of(viewer)
        return reach is not None and Reach.ANY in reach

    def allows(self, viewer: Viewer | None, *things: str) -> bool:
        """Whether this person may do it on something that all of these things are concerned with: one own suffices."""
        reach = self._reach_of(viewer)
        if viewer is None or reach is None:
            return False
        return Reach.ANY in reach or any(_is_own(viewer, thing, reach) for thing in things)

    def own_of(self, viewer: Viewer) -> list[str]:
        """The own offices, then bodies, on which this person may do it."""
        reach = self._reach_of(viewer) or Reach(0)
        offices = sorted(viewer.offices) if Reach.OWN_OFFICES in reach else []
        bodies = sorted(viewer.bodies) if Reach.OWN_BODIES in reach else []
        return [f"office/{each}" for each in offices] + [f"body/{each}" for each in bodies]

    def require(self, viewer: Viewer | None, *things: str) -> None:
        """Raise NotAllowed unless this person may do it on one of these things."""
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
            # A guest of another system has no person behind it: its id is the thing, such as `guest/water`.
            return Reach.ITSELF in reach and thing == viewer.person_id
