"""What is typed into the forms of the register, read with the same limits as the JSON interface."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from services.membership.letters.api import Id, Sentence
from services.membership.letters.usecases import Correction, NewDecree
from shared.web.forms import TypedDay, TypedDayIfGiven, fit, given

_LABELS = {
    "person_id": "گیرنده",
    "office_ids": "دستگاه‌ها",
    "body_id": "نهاد",
    "role": "نقش",
    "note": "چه چیزی و چرا اصلاح می‌شود",
    "reason": "دلیل لغو",
}


class TypedDecree(BaseModel):
    """The form of a new decree."""

    person_id: str = ""
    office_ids: list[str] = []
    body_id: str = ""
    role: str = "member"
    valid_from: str = ""
    valid_until: str = ""

    def read(self) -> NewDecree:
        """The decree that is asked for. Raises Unfit."""
        fields = fit(_Decree, self.model_dump(), labels=_LABELS)
        return NewDecree(**fields.model_dump() | {"office_ids": tuple(fields.office_ids)})


class TypedAmendment(BaseModel):
    """The form of the correction of a decree."""

    note: str = ""
    valid_until: str = ""

    def read(self) -> Correction:
        """The correction. Raises Unfit."""
        return Correction(**fit(_Amendment, self.model_dump(), labels=_LABELS).model_dump())


class TypedRevocation(BaseModel):
    """The form by which a decree loses its force."""

    reason: str = ""

    def read(self) -> str:
        """The reason. Raises Unfit."""
        return fit(_Revocation, self.model_dump(), labels=_LABELS).reason


class _Decree(BaseModel):
    person_id: Annotated[Id, given("گیرنده را انتخاب کنید.")]
    office_ids: Annotated[list[Id], Field(max_length=20)]
    body_id: Annotated[Id, given("نهاد را انتخاب کنید.")]
    role: Annotated[Id, given("نقش را انتخاب کنید.")]
    valid_from: TypedDay
    valid_until: TypedDayIfGiven

    @field_validator("valid_until")
    @classmethod
    def _not_before_it_begins(cls, ends: date | None, others: ValidationInfo) -> date | None:
        begins = others.data.get("valid_from")
        if begins and ends and ends < begins:
            raise ValueError("پایان اعتبار پیش از آغاز آن است.")
        return ends


class _Amendment(BaseModel):
    note: Annotated[Sentence, given("بنویسید چه چیزی اصلاح می‌شود.")]
    valid_until: TypedDayIfGiven


class _Revocation(BaseModel):
    reason: Annotated[Sentence, given("دلیل لغو را بنویسید؛ در دفتر ثبت می‌شود.")]
