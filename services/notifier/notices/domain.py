"""A notice as it lies on the desk of one person."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from urllib.parse import urlsplit

OwnNoticeId = NewType("OwnNoticeId", str)


class NoticeNotFound(Exception):
    """There is no such notice, or it is another person's."""


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """What one person is told, beside every other way; it stays when no other way is known."""

    id: OwnNoticeId
    person_id: str
    kind: str
    title: str
    text: str
    path: str
    """Where it leads to, without any host; empty when there is nothing more to see."""
    at: datetime
    read_at: datetime | None = None


def own_notice_id(notice: str, person_id: str) -> OwnNoticeId:
    """The same for the same notice and person, however often it is expanded."""
    name = f"{notice}|{person_id}"
    return OwnNoticeId(hashlib.blake2b(name.encode(), digest_size=12, person=b"ravabet-own").hexdigest())


def path_of(link: str) -> str:
    """A link of ours as a path: at the desk one is on the host already."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
