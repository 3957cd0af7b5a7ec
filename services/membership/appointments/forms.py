"""What is typed to give a post to somebody."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from services.membership.accounts.usecases import NewPerson
from services.membership.accounts.words_domain import chosen
from services.membership.posts.domain import Place, Role
from shared.persian.text import for_keeping
from shared.runtime.ids import new_id
from shared.web.addresses import email_if_given
from shared.web.forms import TypedDay, Unfit, fit, given

_LABELS = {
    "name": "نام و نام خانوادگی",
    "honorific": "عنوان",
    "pronoun": "خطاب",
    "since": "از تاریخ",
    "last_day": "آخرین روز",
    "role": "سمت",
    "place": "جایگاه",
    "reason": "دلیل اصلاح",
}
LONGEST_REASON = 300
NEW_PERSON = "new"
"""Chosen in place of a person's id for somebody who is not known yet."""


Word = Annotated[str, Field(max_length=60), BeforeValidator(for_keeping)]


class TypedAppointment(BaseModel):
    """The form: who, from which day on, and how they are invited.

    `replaces` is the holder whom the page showed, empty for a vacant post.
    """

    person: str = ""
    name: str = ""
    honorific: str = ""
    honorific_other: str = ""
    pronoun: str = ""
    pronoun_other: str = ""
    email: str = ""
    since: str = ""
    acting: str = ""
    invitation: str = "mail"
    replaces: str | None = None
    reason: str = ""
    """Why the holder is corrected."""
    named: str = ""
    """The name for which the person was offered; another name is searched anew."""
    role: str = ""
    place: str = ""

    @model_validator(mode="after")
    def _chosen_for_this_name(self) -> Self:
        if self.named and self.named != self.name:
            self.person = ""
        return self

    def who(self) -> str | NewPerson:
        """The id of the person who was chosen, or the person who is new. Raises Unfit."""
        if self.person and self.person != NEW_PERSON:
            return self.person
        typed = {
            "name": self.name,
            "honorific": chosen(self.honorific, self.honorific_other),
            "pronoun": chosen(self.pronoun, self.pronoun_other),
            "email": self.email,
            "invitation": self.invitation,
        }
        new = fit(_NewPerson, typed, labels=_LABELS)
        if new.invitation == "mail" and not new.email:
            raise Unfit({"email": "برای ارسال دعوت‌نامه ایمیل لازم است؛ یا «پیوند چاپی» را انتخاب کنید."})
        return NewPerson(
            id=new_id(), name=new.name, honorific=new.honorific, pronoun=new.pronoun, email=new.email or None
        )

    def terms(self) -> "Terms":
        """From which day on, whether acting, and how the person is invited. Raises Unfit."""
        return fit(Terms, {**self.model_dump(), "acting": bool(self.acting)}, labels=_LABELS)

    def mending(self) -> "Mending":
        """Why the holder is corrected, whether the right one is acting, and how they are invited. Raises Unfit."""
        return fit(Mending, {**self.model_dump(), "acting": bool(self.acting)}, labels=_LABELS)

    def seat(self) -> "Seat":
        """Which post it is. Raises Unfit."""
        return fit(Seat, {"role": self.role, "place": self.place}, labels=_LABELS)


class Terms(BaseModel):
    """How a post is given."""

    since: Annotated[TypedDay, given("تاریخ آغاز را وارد کنید.")]
    acting: bool = False
    invitation: Literal["mail", "print", "none"]


class Mending(BaseModel):
    """How a post that was given to the wrong person goes to the right one."""

    reason: Annotated[
        str, Field(max_length=LONGEST_REASON), BeforeValidator(for_keeping), given("دلیل اصلاح را بنویسید.")
    ]
    acting: bool = False
    invitation: Literal["mail", "print", "none"]


class Seat(BaseModel):
    """A post: its role, and its place as `office/water`, `body/council` or `county`."""

    role: Role
    place: Annotated[str, Field(max_length=200), given("جایگاه را انتخاب کنید.")]

    @model_validator(mode="after")
    def _has_place(self) -> Self:
        place_of(self.place)
        return self

    def where(self) -> Place:
        """The place."""
        return place_of(self.place)


def place_of(text: str) -> Place:
    """Read a place. Raises ValueError."""
    kind, _, key = text.partition("/")
    match kind:
        case "office" if key:
            return Place(office_id=key)
        case "body" if key:
            return Place(body_id=key)
        case "county" if not key:
            return Place()
        case _:
            raise ValueError("جایگاه را انتخاب کنید.")


class TypedLeaving(BaseModel):
    """The form that ends a holding."""

    last_day: str = ""

    def read(self) -> date:
        """The last day. Raises Unfit."""
        return fit(_Leaving, self.model_dump(), labels=_LABELS).last_day


class _Leaving(BaseModel):
    last_day: Annotated[TypedDay, given("آخرین روز را وارد کنید.")]


class _NewPerson(BaseModel):
    name: Annotated[str, Field(max_length=200), given("نام و نام خانوادگی را وارد کنید.")]
    honorific: Word = ""
    pronoun: Word = ""
    email: Annotated[str, BeforeValidator(email_if_given)] = ""
    invitation: str
