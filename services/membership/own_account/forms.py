"""What people type on the pages of their own account."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, field_validator

from shared.language.shown import digits
from shared.persian.numbers import NotAWholeNumber, whole_number
from shared.web.addresses import email_address
from shared.web.forms import Unfit, fit, given

_LABELS = {
    "current": "گذرواژه فعلی",
    "new": "گذرواژه تازه",
    "password": "گذرواژه شما",
    "proof": "گذرواژه شما",
    "name": "نام برنامه",
    "scope": "دامنه",
}

Password = Annotated[str, Field(max_length=200)]


class TypedPasswords(BaseModel):
    """The form of another password."""

    current: str = ""
    new: str = ""
    again: str = ""

    def read(self) -> "Passwords":
        """The current password and the new one. Raises Unfit."""
        if self.new != self.again:
            raise Unfit({"again": "این دو یکسان نیستند؛ دوباره وارد کنید."})
        return fit(Passwords, self.model_dump(), labels=_LABELS)


class Passwords(BaseModel):
    """The password until now, and the one from now on."""

    current: Password
    new: Password


class TypedRemoval(BaseModel):
    """The form that puts the app aside."""

    password: str = ""

    def read(self) -> str:
        """The password. Raises Unfit."""
        return fit(_Removal, self.model_dump(), labels=_LABELS).password


class TypedProof(BaseModel):
    """The form that proves anew who sits there; the code is for whoever has an app."""

    proof: str = ""
    proof_code: Annotated[str, Field(max_length=200)] = ""

    def read(self) -> str:
        """The password. Raises Unfit."""
        return fit(_Proof, self.model_dump(), labels=_LABELS).proof


class TypedEmail(BaseModel):
    """The form of another e-mail address, with the proof of who sits there."""

    email: str = ""
    email_proof: str = ""
    email_code: Annotated[str, Field(max_length=200)] = ""

    def read(self) -> "NewEmail":
        """The address and the password. Raises Unfit."""
        return fit(NewEmail, self.model_dump(), labels=_LABELS)


class NewEmail(BaseModel):
    """An address that is asked for."""

    email: Annotated[str, AfterValidator(email_address)]
    email_proof: Annotated[Password, given("گذرواژه خود را وارد کنید.")]
    email_code: str


class TypedCode(BaseModel):
    """The form that sets up an app; `step` carries the secret."""

    step: Annotated[str, Field(max_length=2000)] = ""
    code: Annotated[str, Field(max_length=200)] = ""


class TypedProgram(BaseModel):
    """The form of a program's token."""

    name: str = ""
    scope: list[str] = []
    days: str = ""

    @classmethod
    def usual(cls) -> "TypedProgram":
        """The form before anything is typed."""
        return cls(days=digits(90))

    def read(self) -> "Program":
        """The token that is asked for. Raises Unfit."""
        return fit(Program, self.model_dump(), labels=_LABELS)


class Program(BaseModel):
    """A token that is asked for. What is no number of days is 0, which the use case refuses with the right sentence."""

    name: Annotated[str, Field(max_length=200)]
    scope: Annotated[list[str], Field(max_length=20)]
    days: int

    @field_validator("days", mode="before")
    @classmethod
    def _number(cls, typed: str) -> int:
        try:
            return whole_number(typed)
        except NotAWholeNumber:
            return 0


class _Proof(BaseModel):
    proof: Password


class _Removal(BaseModel):
    password: Password
