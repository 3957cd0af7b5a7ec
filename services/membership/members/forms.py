"""What is typed to suspend a member, read with the same limits as the JSON interface."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from shared.language.shown import wrong_date
from shared.persian.jalali import NotADate, parse_jalali
from shared.web.forms import fit, given


def _day_if_given(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return parse_jalali(typed)
    except NotADate as wrong:
        raise ValueError(wrong_date(wrong)) from wrong


class Suspended(BaseModel):
    """Why, and until which day."""

    reason: Annotated[str, Field(max_length=500), given("دلیل تعلیق را بنویسید.")]
    until: Annotated[date | None, BeforeValidator(_day_if_given)]


class TypedSuspension(BaseModel):
    """The form by which a member is suspended."""

    reason: str = ""
    until: str = ""

    def read(self) -> Suspended:
        """What was typed. Raises Unfit."""
        return fit(Suspended, self.model_dump(), labels={"reason": "دلیل تعلیق", "until": "آخرین روز تعلیق"})
