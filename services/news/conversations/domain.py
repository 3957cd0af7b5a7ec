"""A comment on an item: who may change it and for how long, and whether it is settled."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NewType

from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import Unreadable, WrongState
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer

CommentId = NewType("CommentId", str)

EDITABLE_FOR: Final = timedelta(minutes=15)
"""For so long its author can change what a comment says."""
LONGEST_COMMENT: Final = 2_000

_EMPTY_LINES = re.compile(r"\n\s*\n\s*\n+")


class CommentNotFound(Exception):
    """The item has no such comment."""


class NotTheAuthor(Exception):
    """Only who wrote a comment changes or deletes it."""


@dataclass(slots=True)
class Comment:
    """What one person said about an item. It stays when the item is published, and is never public."""

    id: CommentId
    article_id: ArticleId
    author_id: str
    author_name: str
    """What the author was called then."""
    text: str
    at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    """Since then it says nothing; that there was one can still be seen."""
    resolved_at: datetime | None = None
    """When it was settled; None while it is open."""
    resolved_by: str = ""
    """The name of who settled it."""
    author_was: tuple[str, ...] = ()
    """Whose it was before the author's entries were merged, the first one at the beginning."""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be settled."""
        return not (self.deleted_at or self.resolved_at)

    def is_editable(self, *, by: Viewer, at: datetime) -> bool:
        """Whether this person may change what it says now."""
        return by.person_id == self.author_id and not self.deleted_at and at - self.at <= EDITABLE_FOR

    def edit(self, text: str, *, by: Viewer, at: datetime) -> bool:
        """Change what it says; False when it says that already. Raises NotTheAuthor, WrongState."""
        self._must_be_of(by)
        self._must_be_there()
        if text == self.text:
            return False
        if not self.is_editable(by=by, at=at):
            raise WrongState("یادداشت فقط تا پانزده دقیقه پس از نوشتن تغییر می‌کند؛ یادداشت تازه‌ای بنویسید.")
        self.text, self.edited_at = text, at
        return True

    def delete(self, *, by: Viewer, at: datetime) -> bool:
        """Delete what it says; False when that was done already. Raises NotTheAuthor."""
        self._must_be_of(by)
        if self.deleted_at:
            return False
        self.text, self.deleted_at = "", at
        return True

    def resolve(self, *, by: Viewer, at: datetime) -> bool:
        """Note that it is settled; False when it was already. Raises WrongState."""
        self._must_be_there()
        if self.resolved_at:
            return False
        self.resolved_at, self.resolved_by = at, by.name
        return True

    def reopen(self) -> bool:
        """Let it wait again; False when it does already. Raises WrongState."""
        self._must_be_there()
        if not self.resolved_at:
            return False
        self.resolved_at, self.resolved_by = None, ""
        return True

    def pass_on(self, author_id: str) -> None:
        """Let another entry of the same person be its author, since the two were merged."""
        self.author_was, self.author_id = (*self.author_was, self.author_id), author_id

    def give_back(self, merged: str, into: str) -> bool:
        """Let the merged entry be its author again, and say whether it had passed from that one to the other."""
        authors = (*self.author_was, self.author_id)
        place = authors.index(merged) if merged in authors else -1
        if place < 0 or authors[place + 1 :][:1] != (into,):
            return False
        self.author_was, self.author_id = authors[:place], merged
        return True

    def _must_be_of(self, by: Viewer) -> None:
        if by.person_id != self.author_id:
            raise NotTheAuthor("هر یادداشت را فقط نویسنده‌اش تغییر می‌دهد یا حذف می‌کند.")

    def _must_be_there(self) -> None:
        if self.deleted_at:
            raise WrongState("این یادداشت حذف شده است.")


def comment_text(typed: str) -> str:
    """What was typed, cleaned: plain, in paragraphs. Raises Unreadable when nothing is left."""
    cleaned = _EMPTY_LINES.sub("\n\n", for_keeping(typed.replace("\r\n", "\n"))).strip()
    if not cleaned:
        raise Unreadable("یادداشت نباید خالی باشد.", field="comment")
    return cleaned
