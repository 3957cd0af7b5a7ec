"""A body, and the texts of which its letters are made."""

from dataclasses import dataclass
from typing import NewType

from shared.events.membership import BodyRegistered
from shared.language.speech import gettext as _

BodyId = NewType("BodyId", str)


class BodyNotFound(Exception):
    """No body has this id."""


class RoleUnknown(Exception):
    """The body has no such role."""


@dataclass(frozen=True, slots=True)
class BodyRole:
    """A role that members can have in a body."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """The texts from which a decree is made; {words} in braces are filled in.

    Known words: {pronoun} {basis} {term} {role} {body} {duties}.
    """

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
    version: int = 0

    def role_name(self, role: str) -> str:
        """The name of a role in this body. Raises RoleUnknown."""
        for each in self.roles:
            if each.id == role:
                return each.name
        raise RoleUnknown(_("در %(body)s چنین نقشی تعریف نشده است.", body=self.name))

    def register(self) -> BodyRegistered:
        """Tell the other services about the body."""
        return BodyRegistered(body_id=self.id, name=self.name, kind=self.kind)
