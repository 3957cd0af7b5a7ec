"""A body, and the texts of which its letters are made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NewType

from shared.events.membership import BodyRegistered
from shared.language.speech import gettext as _

BodyId = NewType("BodyId", str)

Seat = Literal["by_post", "personal"]
"""Whether a member sits by a post («حقوقی»), and leaves with it, or in person («حقیقی»)."""

USUAL_KINDS: Final[Mapping[str, str]] = {
    "council_assembly": "مجمع عمومی",
    "council": "شورا",
    "council_board": "هیئت‌رئیسه",
    "media_hq": "قرارگاه رسانه‌ای",
    "committee": "کمیته",
}
"""The kinds that a form offers. Any other kind is its own name."""

WORDS: Final = ("pronoun", "basis", "term", "role", "body", "duties")
"""The words that a decree fills into its texts, in braces."""

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


class BodyNotFound(Exception):
    """No body has this id."""


class BodyTaken(Exception):
    """Another body was registered under this id."""


class RoleInUse(Exception):
    """A role that members have cannot be removed."""


class RoleUnknown(Exception):
    """The body has no such role."""


@dataclass(frozen=True, slots=True)
class BodyRole:
    """A role that members can have in a body."""

    id: str
    name: str


MEMBER: Final = "member"
USUAL_ROLES: Final = (
    BodyRole("chair", "رئیس"),
    BodyRole("secretary", "دبیر"),
    BodyRole(MEMBER, "عضو"),
    BodyRole("alternate", "علی‌البدل"),
    BodyRole("inspector", "بازرس"),
    BodyRole("observer", "ناظر"),
)
"""The roles that a form offers."""


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """The texts from which a decree is made; those of WORDS that stand in braces are filled in."""

    council: str = "شورای هماهنگی روابط عمومی‌ها"  # stays Persian: letters
    subject: str = "حکم عضویت در {body}"  # stays Persian: letters
    greeting: str = "با سلام و احترام"  # stays Persian: letters
    legal_basis: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    formula: str = (
        "نظر به تعهد و تجارب ارزنده {pronoun} و به استناد {basis}، "  # stays Persian: letters
        "به موجب این حکم {term} به عنوان «{role} {body}» منصوب می‌شوید."
    )
    expectation: str = "انتظار می‌رود نسبت به {duties} اهتمام لازم به عمل آورید."  # stays Persian: letters
    closing: str = "توفیق روزافزون {pronoun} را از خداوند متعال مسئلت دارم."  # stays Persian: letters


def unknown_word(text: str) -> str | None:
    """The first word in braces that nothing fills in."""
    return next((word for word in _IN_BRACES.findall(text) if word not in WORDS), None)


@dataclass(slots=True)
class Body:
    """An assembly, a headquarters, a committee."""

    id: BodyId
    name: str
    kind: str
    roles: tuple[BodyRole, ...]
    short_name: str = ""
    roster_public: bool = False
    term_months: int | None = None
    series: str = "ق"  # stays Persian: letters
    """The letter that stands in its decree numbers."""
    texts: LetterTexts = LetterTexts()
    one_member_per_office: bool = True
    """Whether an office has one member at most, so that the next one takes the seat of the one before."""
    seat: Seat = "personal"
    """How a member sits unless the decree says otherwise."""
    version: int = 0

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return USUAL_KINDS.get(self.kind, self.kind)

    def role_name(self, role: str) -> str:
        """The name of a role in this body. Raises RoleUnknown."""
        for each in self.roles:
            if each.id == role:
                return each.name
        raise RoleUnknown(_("در %(body)s چنین نقشی تعریف نشده است.", body=self.name))

    def shown_role(self, role: str) -> str:
        """The name of a role for lists, which may hold members from before the role was removed."""
        return next((each.name for each in self.roles if each.id == role), role)

    def without_roles(self, other: "Body") -> frozenset[str]:
        """The roles that this body has and the other one has not."""
        return frozenset(role.id for role in self.roles) - {role.id for role in other.roles}

    def register(self) -> BodyRegistered:
        """Tell the other services about the body."""
        return BodyRegistered(body_id=self.id, name=self.name, kind=self.kind)
