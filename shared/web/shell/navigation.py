"""The menus: the links that the portal shows to everybody, and those that the desk shows to each role.

Features declare their links in their manifests. No service knows another's manifests, so
`python -m deploy.access write` collects all links in `places.json`, which every service reads.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from shared.runtime.access import ROLE_NAMES, WHOEVER_SIGNED_IN, Action

FILE: Final = Path(__file__).parent / "places.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that a feature adds to a menu. Links are sorted by `order`, the smallest first.

    `action` is the one that the route itself checks, so that nobody sees a link that would refuse them. A link without
    an action is shown to everybody on the portal. `under` lists other addresses that belong to the same place.
    """

    label: str
    href: str
    icon: str
    order: int
    action: Action | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A link from `places.json`, with the roles that see it; no role means everybody."""

    label: str
    href: str
    icon: str
    roles: frozenset[str] = frozenset()
    under: tuple[str, ...] = ()

    def is_for(self, roles: frozenset[str]) -> bool:
        return not self.roles or bool(self.roles & (roles | {WHOEVER_SIGNED_IN}))

    def holds(self, path: str) -> bool:
        """Whether a page lies at this place."""
        return self.nearness(path) > 0

    def nearness(self, path: str) -> int:
        """How much of a page's address is this place's, in letters; 0 when the page lies elsewhere.

        `/` holds itself alone, since every address begins with it.
        """
        above = [each for each in (self.href, *self.under) if path == each or path.startswith(f"{each}/")]
        return max(map(len, above), default=0)

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """Return the place of a row of `places.json`."""
        return cls(row["label"], row["href"], row["icon"], frozenset(row["roles"]), tuple(row["under"]))


def collected(links: Sequence[Link]) -> str:
    """Return the text of `places.json` for the links of all features."""
    rows = [
        {
            "label": link.label,
            "href": link.href,
            "icon": link.icon,
            "roles": sorted(link.action.roles) if link.action else [],
            "under": list(link.under),
        }
        for link in sorted(links, key=lambda link: link.order)
    ]
    portal = [row for row in rows if not row["roles"]]
    desk = [row for row in rows if row["roles"]]
    return json.dumps({"portal": portal, "desk": desk}, ensure_ascii=False, indent=2) + "\n"


def _read(part: str) -> tuple[Place, ...]:
    return tuple(Place.read(row) for row in json.loads(FILE.read_text("utf-8"))[part])


PORTAL: Final = _read("portal")
DESK: Final = _read("desk")


def desk_links(roles: frozenset[str]) -> tuple[Place, ...]:
    return tuple(place for place in DESK if place.is_for(roles))


def is_offered(roles: frozenset[str], href: str) -> bool:
    """Return whether the desk's menu has this link for these roles; if not, pages show no link to it either."""
    return any(place.href == href for place in desk_links(roles))


def current(places: tuple[Place, ...], path: str) -> Place | None:
    """The place at which a page lies; the longest address wins."""
    nearest = max(places, key=lambda place: place.nearness(path), default=None)
    return nearest if nearest and nearest.holds(path) else None


def role_name(roles: frozenset[str]) -> str:
    """Return the Persian role that is shown beside a person's name: the first one in the order of ROLE_NAMES."""
    return next((name for role, name in ROLE_NAMES.items() if role in roles), "همکار")
