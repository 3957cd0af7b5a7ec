"""What is typed when an item is accepted or refused."""

from typing import Annotated

from pydantic import BaseModel, Field

from services.membership.handovers.api import MOST_REMARK
from shared.web.forms import fit, given


class TypedRemark(BaseModel):
    """The form of one item."""

    remark: str = ""

    def read(self) -> str:
        """The remark, which may be empty. Raises Unfit."""
        return fit(_Remark, self.model_dump(), labels=_LABELS).remark

    def read_reason(self) -> str:
        """The reason of a refusal. Raises Unfit."""
        return fit(_Reason, self.model_dump(), labels=_LABELS).remark


_LABELS = {"remark": "توضیح"}


class _Remark(BaseModel):
    remark: Annotated[str, Field(max_length=MOST_REMARK)]


class _Reason(BaseModel):
    remark: Annotated[str, Field(max_length=MOST_REMARK), given("دلیل نپذیرفتن را بنویسید.")]
