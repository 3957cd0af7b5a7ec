"""What is typed to give somebody an account."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from services.membership.accounts.domain import UsernameMissing, latin_username
from services.membership.accounts.usecases import NewPerson
from shared.runtime.ids import new_id
from shared.web.addresses import email_address
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


def _in_latin(username: str) -> str:
    try:
        return latin_username(username)
    except UsernameMissing as missing:
        raise ValueError(str(missing)) from missing


class _Person(BaseModel):
    name: Annotated[str, Field(max_length=100), given("نام و نام خانوادگی را وارد کنید.")]
    username: Annotated[str, Field(max_length=60), AfterValidator(_in_latin), given("نام کاربری را وارد کنید.")]
    honorific: Annotated[str, Field(max_length=60), given("عنوان را انتخاب کنید.")]
    pronoun: Annotated[str, Field(max_length=60), given("خطاب را انتخاب کنید.")]
    email: Annotated[str, AfterValidator(email_address)]
