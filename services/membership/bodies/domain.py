"""A body, with the texts of its letters."""

from dataclasses import dataclass
from typing import NewType

from shared.events.membership import BodyRegistered

BodyId = NewType("BodyId", str)


class BodyNotFound(Exception):
    """No body has this id."""


class RoleUnknown(Exception):
    """The body has no such role."""


@dataclass(frozen=True, slots=True)
class BodyRole:
    """What a member can be in a body."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """The texts from which a decree is made; {words} in braces are filled in.

    Known words: {pronoun} {basis} {term} {role} {body} {duties}.
    """

    council: str = "شورای هماهنگی روابط عمومی‌ها"
    subject: str = "حکم عضویت در {body}"
    greeting: str = "با سلام و احترام"
    legal_basis: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    formula: str = (
        "نظر به تعهد و تجارب ارزنده {pronoun} و به استناد {basis}، به موجب این حکم {term} به عنوان "
        "«{role} {body}» منصوب می‌شوید."
    )
    expectation: str = "انتظار می‌رود نسبت به {duties} اهتمام لازم به عمل آورید."
    closing: str = "توفیق روزافزون {pronoun} را از خداوند متعال مسئلت دارم."


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
    series: str = "ق"
    """The letter of its register."""
    texts: LetterTexts = LetterTexts()
    version: int = 0

    def role_name(self, role: str) -> str:
        """What a role is called here. Raises RoleUnknown."""
        for each in self.roles:
            if each.id == role:
                return each.name
        raise RoleUnknown(f"در {self.name} چنین نقشی تعریف نشده است.")

    def register(self) -> BodyRegistered:
        """Be known to the others."""
        return BodyRegistered(body_id=self.id, name=self.name, kind=self.kind)
