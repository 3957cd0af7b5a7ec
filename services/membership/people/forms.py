"""What is typed to give somebody an account."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from services.membership.accounts.domain import UsernameMissing, latin_username, mobile_of
from services.membership.accounts.usecases import Details, NewPerson
from services.membership.accounts.words_domain import HONORIFICS, OTHER, PRONOUNS, chosen
from shared.runtime.ids import new_id
from shared.web.addresses import email_address, email_if_given
from shared.web.forms import fit, given

_LABELS = {"name": "نام و نام خانوادگی", "username": "نام کاربری", "honorific": "عنوان", "pronoun": "خطاب"}


class TypedPerson(BaseModel):
    """The form of a new account."""

    name: str = ""
    username: str = ""
    honorific: str = ""
    pronoun: str = ""
    email: str = ""

    def read(self) -> NewPerson:
        """The person who gets the account. Raises Unfit."""
        return NewPerson(id=new_id(), **fit(_Person, self.model_dump(), labels=_LABELS).model_dump())


class TypedDetails(BaseModel):
    """The form that corrects what is known of a person."""

    name: str = ""
    honorific: str = ""
    honorific_other: str = ""
    pronoun: str = ""
    pronoun_other: str = ""
    username: str = ""
    email: str = ""
    mobile: str = ""
    version: str = ""
    """The version of the person that was seen."""

    @classmethod
    def of(cls, known: Details, version: int) -> Self:
        """The form with what is known."""
        honorific, pronoun = known.honorific, known.pronoun
        return cls(
            name=known.name,
            honorific=honorific if honorific in ("", *HONORIFICS) else OTHER,
            honorific_other="" if honorific in HONORIFICS else honorific,
            pronoun=pronoun if pronoun in ("", *PRONOUNS) else OTHER,
            pronoun_other="" if pronoun in PRONOUNS else pronoun,
            username=known.username,
            email=known.email or "",
            mobile=known.mobile or "",
            version=str(version),
        )

    @property
    def seen(self) -> int | None:
        """The version that was seen, if the form says it."""
        return int(self.version) if self.version.isascii() and self.version.isdecimal() else None

    def read(self) -> Details:
        """What is known from now on. Raises Unfit."""
        typed = self.model_dump() | {
            "honorific": chosen(self.honorific, self.honorific_other),
            "pronoun": chosen(self.pronoun, self.pronoun_other),
        }
        found = fit(_Details, typed, labels=_LABELS)
        return Details(
            found.name, found.honorific, found.pronoun, found.username, found.email or None, found.mobile or None
        )


def _in_latin(username: str) -> str:
    try:
        return latin_username(username)
    except UsernameMissing as missing:
        raise ValueError(str(missing)) from missing


def _if_given(read: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda typed: read(typed) if typed.strip() else "")


class _Person(BaseModel):
    name: Annotated[str, Field(max_length=200), given("نام و نام خانوادگی را وارد کنید.")]
    username: Annotated[str, Field(max_length=60), AfterValidator(_in_latin), given("نام کاربری را وارد کنید.")]
    honorific: Annotated[str, Field(max_length=60), given("عنوان را انتخاب کنید.")]
    pronoun: Annotated[str, Field(max_length=60), given("خطاب را انتخاب کنید.")]
    email: Annotated[str, AfterValidator(email_address)]


class _Details(BaseModel):
    name: Annotated[str, Field(max_length=200), given("نام و نام خانوادگی را وارد کنید.")]
    honorific: Annotated[str, Field(max_length=60)]
    pronoun: Annotated[str, Field(max_length=60)]
    username: Annotated[str, Field(max_length=60), _if_given(_in_latin)]
    email: Annotated[str, BeforeValidator(email_if_given)]
    mobile: Annotated[str, _if_given(mobile_of)]
