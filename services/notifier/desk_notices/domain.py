"""A notice as it lies at the desk of one person."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from urllib.parse import urlsplit

from services.notifier.notices.domain import Notice

DeskNoticeId = NewType("DeskNoticeId", str)


class DeskNoticeNotFound(Exception):
    """There is no such notice, or it is another person's."""


@dataclass(frozen=True, slots=True)
class DeskNotice:
    """What one person is told at the desk, also when no other way to this person is known."""

    id: DeskNoticeId
    person_id: str
    kind: str
    title: str
    text: str
    path: str
    """Where it leads to, without any host; empty when there is nothing more to see."""
    at: datetime
    read_at: datetime | None = None
    passed_on_by: tuple[str, ...] = ()
    """Whose it was before those people were merged, the first one at the beginning. It goes back by the same way."""

    @classmethod
    def of(cls, notice: Notice, person_id: str, *others: str) -> "DeskNotice":
        """The notice for this person. The id is computed, so to write it again adds nothing.

        It lies at the desk of the last of the `others`, who stand for the person since they were merged.
        """
        *merged, stays = (person_id, *others)
        name = f"{notice.id}|{person_id}"
        return cls(
            id=DeskNoticeId(hashlib.blake2b(name.encode(), digest_size=12, person=b"ravabet-own").hexdigest()),
            person_id=stays,
            passed_on_by=tuple(merged),
            kind=notice.kind,
            title=notice.title,
            text=notice.text,
            path=_path_of(notice.link),
            at=notice.at,
        )


def _path_of(link: str) -> str:
    """A link of ours as a path, since whoever is at the desk is on the host already."""
    parts = urlsplit(link)
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
