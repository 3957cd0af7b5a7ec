"""A notice: a text, to whom it goes, and until when it is worth sending."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from services.notifier.channels.domain import ChannelName

NoticeId = NewType("NoticeId", str)
"""`news:0c3…`, `decree:0d1…`: what is told. It names no subscription, so one address hears a thing once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of notice, named by the source that writes it."""

    name: str
    """`news.published`, `decree.issued`, `confirmation` …"""
    label: str
    """What pages call it, in Persian."""
    icon: str = "bell"


class Kinds:
    """The kinds of all sources, for pages that show notices."""

    def __init__(self, *kinds: Kind) -> None:
        self._by_name = {kind.name: kind for kind in kinds}

    def of(self, name: str) -> Kind:
        """The kind of this name; one that no source has any more goes by its name."""
        return self._by_name.get(name) or Kind(name=name, label=name)


@dataclass(frozen=True, slots=True)
class Audience:
    """To whom a notice goes. A field that is empty adds nobody."""

    topics: Sequence[str] = ()
    """Those who confirmed to follow one of these before the notice was written."""
    people: Sequence[str] = ()
    role: str = ""
    """Everyone who holds a post of this role."""
    told_of: str = ""
    """Those to whom something about this subject was sent."""
    address: tuple[ChannelName, str] | None = None
    channels: Sequence[str] | None = None
    """By which channels those who follow are told; None by all."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, once, to all of an audience."""

    id: NoticeId
    kind: str
    """The name of its Kind."""
    subject: str
    """What it is about, such as `article/0c3…`."""
    title: str
    text: str
    link: str
    link_label: str
    audience: Audience
    at: datetime
    expires_at: datetime
    event_id: str = ""
    is_sealed: bool = False
    """Whether `link` is encrypted for this notifier and opened only to be sent: who has it may act for the person."""
    desk_link: str = ""
    """For a sealed notice: a page to which it leads at the desk, after a sign-in. Without one it does not lie there."""
    recalls: bool = False
    """Whether it takes everything else back that was told about its subject: none of that may leave any more."""
    replaces: NoticeId = NoticeId("")
    """The notice that was wrong and is told anew by this one: it may not leave any more."""
    change: str = ""
    """What is new, for those who were told of the subject before; they are told as a continuation of the first message.

    The text has to be whole without it, since it is the first that others hear of the subject.
    """

    @property
    def public_link(self) -> str:
        """The link, unless it lets whoever has it act for the one to whom it was sent."""
        return "" if self.is_sealed or self.audience.address else self.link

    def takes_back(self, other: "Notice") -> bool:
        """Whether another notice may not leave any more because of this one, whichever was written first."""
        if self.recalls:
            return other.subject == self.subject and not other.recalls
        return self.replaces == other.id


class History:
    """All notices about some subjects: what was told of them, and what of that was taken back."""

    def __init__(self, notices: Collection[Notice]) -> None:
        self._by_id = {notice.id: notice for notice in notices}
        self._taking_back = [notice for notice in notices if notice.recalls or notice.replaces]

    def notice(self, key: NoticeId) -> Notice:
        """The notice of this id."""
        return self._by_id[key]

    def latest(self, subject: str) -> Notice | None:
        """What was told last about this subject."""
        return max(self._of(subject), key=_order, default=None)

    def number(self, subject: str) -> int:
        """How often something was told about this subject."""
        return len(self._of(subject))

    def before(self, notice: Notice) -> list[Notice]:
        """What was told about its subject before a notice, the first at the beginning."""
        return sorted((each for each in self._of(notice.subject) if _order(each) < _order(notice)), key=_order)

    def topics_of(self, subject: str) -> set[str]:
        """By which topics somebody may follow what is told about this subject."""
        return {topic for each in self._by_id.values() if each.subject == subject for topic in each.audience.topics}

    def is_taken_back(self, notice: Notice) -> bool:
        """Whether it may not leave any more."""
        return any(each.takes_back(notice) for each in self._taking_back)

    def _of(self, subject: str) -> list[Notice]:
        return [each for each in self._by_id.values() if each.subject == subject]


def _order(notice: Notice) -> tuple[datetime, int, str]:
    """Ids of one subject are numbered, so of two of one millisecond the longer one came later."""
    return notice.at, len(notice.id), notice.id
