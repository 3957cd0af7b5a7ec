"""What is typed into the dialogs on the page of a letter; each of them has its own field."""

from typing import Annotated, Final

from pydantic import BaseModel

from services.membership.letters.forms import version_seen
from services.membership.letters.plain_api import Sentence
from shared.web.forms import fit, given

_LABELS: Final = {"note": "یادداشت", "reason": "دلیل لغو"}


class TypedDeed(BaseModel):
    """The dialogs that sign, return and revoke."""

    version: str = ""
    number: str = ""
    """Of the office automation, with a signature."""
    note: str = ""
    """Of a return."""
    reason: str = ""
    """Of a revocation."""

    def seen(self) -> int | None:
        """The version that was on the page."""
        return version_seen(self.version)

    def returned(self) -> str:
        """The note with which a draft goes back. Raises Unfit."""
        return fit(_Return, self.model_dump(), labels=_LABELS).note

    def revocation(self) -> str:
        """The reason. Raises Unfit."""
        return fit(_Revocation, self.model_dump(), labels=_LABELS).reason


class _Return(BaseModel):
    note: Annotated[Sentence, given("بنویسید چه چیزی باید اصلاح شود.")]


class _Revocation(BaseModel):
    reason: Annotated[Sentence, given("دلیل لغو را بنویسید؛ در دفتر ثبت می‌شود.")]
