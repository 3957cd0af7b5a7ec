"""What is typed into the forms of the register, read with the same limits as the JSON interface."""

from datetime import date
from typing import Annotated, Final, Self

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from services.membership.decrees.api import Id, Sentence
from services.membership.decrees.usecases import Correction, NewDecree
from shared.web.forms import TypedDay, TypedDayIfGiven, fit, given

ANOTHER: Final = "another"
"""The button that lets choose another recipient."""
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

    name: str = ""
    """Words by which the recipient is looked for."""
    named: str = ""
    """The words for which the chosen person was offered. Other words are a search for another person."""
    person_id: str = ""
    office_words: str = ""
    """Words by which offices are looked for."""
    office_ids: list[str] = []
    body_id: str = ""
    role: str = "member"
    valid_from: str = ""
    valid_until: str = ""
    search: str = ""
    """Set by the buttons that search, and by the one that lets choose another recipient."""

    @model_validator(mode="after")
    def _chosen_for_these_words(self) -> Self:
        if (self.named and self.named != self.name) or self.search == ANOTHER:
            self.person_id = ""
        return self

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
