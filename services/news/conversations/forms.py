"""The forms of comments: what was typed is kept, and then read with the limits of the JSON interface."""

import re
from typing import Annotated

from pydantic import BaseModel, Field

from services.news.conversations.api import CommentText
from shared.web.forms import fit, given

_KEY = re.compile(r"[0-9a-z]{16}")


class TypedComment(BaseModel):
    """The form of a comment. `key` is made with the page, so that a second press of the button adds nothing."""

    comment: str = ""
    key: str = ""
    version: str = ""

    def text(self) -> str:
        """What was typed. Raises Unfit."""
        return fit(_Comment, {"comment": self.comment}, labels={"comment": "یادداشت"}).comment

    @property
    def own_key(self) -> str:
        """The key, if it looks like one."""
        return self.key if _KEY.fullmatch(self.key) else ""

    @property
    def read_version(self) -> int | None:
        """The version that was on the page; None when the form names none."""
        return int(self.version) if self.version.isdecimal() and len(self.version) < 10 else None  # noqa: PLR2004 - fits any int


class _Comment(BaseModel):
    comment: Annotated[CommentText, Field(), given("یادداشت نباید خالی باشد.")]
