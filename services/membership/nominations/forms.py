"""What is typed to nominate somebody, read with the same limits as the JSON interface."""

from typing import Annotated

from pydantic import BaseModel, Field

from services.membership.bodies.domain import MEMBER
from services.membership.nominations.api import Id, Reason
from services.membership.nominations.usecases import Letter
from shared.persian.text import for_keeping
from shared.web.forms import TypedDay, Unfit, fit, given

_LABELS = {
    "office_id": "دستگاه",
    "body_id": "نهاد",
    "role": "نقش",
    "reasons": "دلیل‌ها",
    "letter_no": "شماره نامه",
    "letter_date": "تاریخ نامه",
}


class TypedNomination(BaseModel):
    """The form of a nomination. The fields of the letter are for the secretariat."""

    office_id: str = ""
    body_id: str = ""
    role: str = MEMBER
    person: str = ""
    person_id: str = ""
    letter_no: str = ""
    letter_date: str = ""

    def read(self, *, with_letter: bool) -> tuple["NominationFields", Letter | None]:
        """What was typed, but for the person. Raises Unfit."""
        errors: dict[str, str] = {}
        fields, letter = None, None
        try:
            fields = fit(NominationFields, self.model_dump(), labels=_LABELS)
        except Unfit as unfit:
            errors |= unfit.errors
        try:
            letter = self.read_letter() if with_letter else None
        except Unfit as unfit:
            errors |= unfit.errors
        if fields is None or errors:
            raise Unfit(errors)
        return fields, letter

    def read_letter(self) -> Letter:
        """The head's letter without its scan. Raises Unfit."""
        letter = fit(_Letter, self.model_dump(), labels=_LABELS)
        return Letter(letter.letter_no, letter.letter_date)


class TypedAgain(BaseModel):
    """The form by which a returned nomination is sent again, with a new letter or without."""

    note: str = ""
    letter_no: str = ""
    letter_date: str = ""

    def read(self) -> Letter | None:
        """The new letter, if one was typed. Raises Unfit."""
        if not (self.letter_no.strip() or self.letter_date.strip()):
            return None
        return TypedNomination(letter_no=self.letter_no, letter_date=self.letter_date).read_letter()


class TypedReasons(BaseModel):
    """The form by which a nomination is returned or rejected: one reason in a line."""

    reasons: str = ""

    def read(self) -> list[str]:
        """The reasons. Raises Unfit."""
        lines = [line for line in for_keeping(self.reasons).split("\n") if line.strip()]
        if not lines:
            raise Unfit({"reasons": "حداقل یک دلیل بنویسید؛ معرفی‌کننده همین را می‌خواند."})
        return fit(_Reasons, {"reasons": lines}, labels=_LABELS).reasons


class NominationFields(BaseModel):
    """The fields of a nomination that were chosen."""

    office_id: Annotated[Id, given("دستگاه را انتخاب کنید.")]
    body_id: Annotated[Id, given("نهاد را انتخاب کنید.")]
    role: Annotated[Id, given("نقش را انتخاب کنید.")]


class _Letter(BaseModel):
    letter_no: Annotated[str, Field(max_length=60), given("شماره نامه رئیس دستگاه را بنویسید.")]
    letter_date: TypedDay


class _Reasons(BaseModel):
    reasons: Annotated[list[Reason], Field(max_length=10)]
