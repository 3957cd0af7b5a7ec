"""The forms of guests, with what was typed."""

import re
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from services.news.guests.domain import NAME_PATTERN, Guest
from shared.persian.digits import latin_digits
from shared.web.forms import fit, given

_LABELS: Final = {
    "name": "نام سامانه",
    "office": "دستگاه",
    "may_publish": "آنچه منتشر می‌کند",
    "may_read": "آنچه می‌خواند",
    "per_minute": "رویداد در دقیقه",
    "at_once": "یک‌باره",
    "type": "نوع رویداد",
}
_MOST: Final = 1_000_000


def _name(typed: str) -> str:
    if not re.fullmatch(NAME_PATTERN, typed):
        raise ValueError("با حرف کوچک انگلیسی آغاز می‌شود و جز حرف کوچک و رقم چیزی ندارد؛ مانند water.")
    return typed


Patterns = Annotated[
    tuple[Annotated[str, Field(max_length=100)], ...],
    BeforeValidator(lambda typed: tuple(dict.fromkeys(re.split(r"[\s,،]+", typed.strip()))) if typed.strip() else ()),
    Field(max_length=50),
]
"""Patterns of types with spaces or commas between them."""
Number = Annotated[int, BeforeValidator(lambda typed: latin_digits(typed).strip()), Field(ge=1, le=_MOST)]


class Allowed(BaseModel):
    """What a guest may do."""

    may_publish: Patterns
    may_read: Patterns
    per_minute: Number
    at_once: Number


class NewGuest(Allowed):
    """A guest to let in."""

    name: Annotated[str, BeforeValidator(lambda typed: typed.strip()), AfterValidator(_name)]
    office: Annotated[str, given("دستگاهی را که این سامانه به نام آن منتشر می‌کند انتخاب کنید.")]
    sandbox: bool


class TypedAllowed(BaseModel):
    """The form of what a guest may do, as it was sent."""

    may_publish: str = ""
    may_read: str = ""
    per_minute: str = "600"
    at_once: str = "200"

    @classmethod
    def of(cls, guest: Guest) -> Self:
        """The form as it stands before anything is typed."""
        return cls(
            may_publish=" ".join(guest.may_publish),
            may_read=" ".join(guest.may_read),
            per_minute=str(guest.per_minute),
            at_once=str(guest.at_once),
        )

    def read(self) -> Allowed:
        """Return what was typed. Raises Unfit."""
        return fit(Allowed, self.model_dump(), labels=_LABELS)


class TypedGuest(TypedAllowed):
    """The form of a new guest, as it was sent."""

    name: str = ""
    office: str = ""
    sandbox: str = ""

    def read_new(self) -> NewGuest:
        """Return what was typed. Raises Unfit."""
        return fit(NewGuest, self.model_dump() | {"sandbox": self.sandbox == "yes"}, labels=_LABELS)
