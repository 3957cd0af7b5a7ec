"""What is typed about a letter that was handed over on paper."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from shared.web.forms import TypedDay, fit, given

MOST_RECEIVER = 120
_LABELS = {"receiver": "دریافت‌کننده", "on": "تاریخ ابلاغ"}


class TypedReceipt(BaseModel):
    """The form of a receipt; days are Jalali."""

    receiver: str = ""
    on: str = ""

    def read(self) -> tuple[str, date]:
        """The receiver and the day. Raises Unfit."""
        read = fit(_Receipt, self.model_dump(include={"receiver", "on"}), labels=_LABELS)
        return read.receiver, read.on


class _Receipt(BaseModel):
    receiver: Annotated[str, Field(max_length=MOST_RECEIVER), given("نام کسی را بنویسید که نامه را تحویل گرفته است.")]
    on: Annotated[TypedDay, given("تاریخ ابلاغ را وارد کنید.")]
