"""What is typed to suspend a member, read with the same limits as the JSON interface."""

from typing import Annotated

from pydantic import BaseModel, Field

from shared.web.forms import TypedDayIfGiven, fit, given


class Suspended(BaseModel):
    """Why, and until which day."""

    reason: Annotated[str, Field(max_length=500), given("دلیل تعلیق را بنویسید.")]
    until: TypedDayIfGiven


class TypedSuspension(BaseModel):
    """The form by which a member is suspended."""

    reason: str = ""
    until: str = ""

    def read(self) -> Suspended:
        """What was typed. Raises Unfit."""
        return fit(Suspended, self.model_dump(), labels={"reason": "دلیل تعلیق", "until": "آخرین روز تعلیق"})
