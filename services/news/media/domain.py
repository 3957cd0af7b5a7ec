"""A picture, a paper or a recording: what is known of it, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from services.news.media.kinds_domain import KINDS, Kind
from services.news.pictures.domain import Focus, why_refused
from shared.persian.text import for_keeping
from shared.runtime.stale import Stale

MediaId = NewType("MediaId", str)
LONGEST_ALT: Final = 300
LONGEST_CREDIT: Final = 120
LONGEST_NAME: Final = 120
_MOST_DIGITS: Final = 16


class State(StrEnum):
    """Where it stands."""

    PREPARING = "preparing"
    READY = "ready"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Licence(StrEnum):
    """By which right it is shown."""

    OWN = "own"
    PERMITTED = "permitted"
    CC_BY = "cc_by"
    CC_BY_SA = "cc_by_sa"
    CC0 = "cc0"


LICENCE_NAMES: Final = {
    Licence.OWN: "کار خود دستگاه",
    Licence.PERMITTED: "با اجازه صاحب اثر",
    Licence.CC_BY: "کریتیو کامنز، با ذکر نام",
    Licence.CC_BY_SA: "کریتیو کامنز، با ذکر نام و همان مجوز",
    Licence.CC0: "آزاد برای همگان",
}
STATE_NAMES: Final = {
    State.PREPARING: "در حال آماده‌سازی",
    State.READY: "آماده",
    State.REFUSED: "پذیرفته نشد",
    State.WITHDRAWN: "برداشته شد",
}


class MediaNotFound(Exception):
    """There is no such file, or it is not for this reader."""


class MediaWithdrawn(Exception):
    """It was taken back."""


class MediaInUse(Exception):
    """It stands in an article, and so is not deleted."""


class NotDescribed(Exception):
    """A picture neither says what it shows nor is declared to be decoration."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file that readers get."""

    name: str
    """The last part of its address; it changes when its bytes do."""
    use: str
    """`page`, `card`, or `file` for what is shown as it was uploaded."""
    media_type: str
    sha256: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why it was taken back, for readers of the articles in which it stood."""

    at: datetime
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What people say of a picture. Made by `described`, which cleans it."""

    alt: str = ""
    decorative: bool = False
    credit: str = ""
    """Who took it."""
    licence: Licence = Licence.OWN


@dataclass(slots=True)
class Media:
    """One file of the library."""

    id: MediaId
    media_type: str
    sha256: str
    size: int
    """In bytes, of what was uploaded."""
    name: str
    """As it was called where it came from."""
    owners: tuple[str, ...]
    """The offices and bodies of whoever uploaded it, such as `office/water`."""
    uploaded_by: str
    uploaded_at: datetime
    said: Described = field(default_factory=Described)
    focus: Focus = field(default_factory=Focus)
    width: int = 0
    height: int = 0
    """Of a picture as people see it; 0 until it is ready."""
    seconds: float | None = None
    """How long a recording is."""
    poster: MediaId | None = None
    """The picture that stands for a video until it is played."""
    state: State = State.READY
    reason: str = ""
    """Why a picture was refused, as `why_refused` takes it."""
    due: bool = False
    """Whether its renditions have to be made."""
    renditions: tuple[Rendition, ...] = ()
    withdrawal: Withdrawal | None = None
    version: int = 0

    @property
    def kind(self) -> Kind:
        """What people do with it."""
        return KINDS[self.media_type][0]

    @property
    def is_described(self) -> bool:
        """Whether readers who do not see it are told what it shows, or that they miss nothing."""
        return self.kind is Kind.DOCUMENT or bool(self.said.alt) or self.said.decorative

    @property
    def refusal(self) -> str:
        """The sentence that says why it was refused."""
        return why_refused(self.reason) if self.state is State.REFUSED else ""

    @property
    def files(self) -> frozenset[str]:
        """The hashes of all of its files."""
        return frozenset({self.sha256, *(each.sha256 for each in self.renditions)})

    def find(self, name: str) -> Rendition:
        """Return the rendition with this name. Raises MediaWithdrawn, or MediaNotFound."""
        if self.state is State.WITHDRAWN:
            raise MediaWithdrawn
        for each in self.renditions:
            if each.name == name:
                return each
        raise MediaNotFound

    def describe(self, said: Described, *, is_used: bool) -> None:
        """Say what it shows. Raises NotDescribed when articles show it and nothing would be left of that."""
        old, self.said = self.said, said
        if is_used and not self.is_described:
            self.said = old
            raise NotDescribed("این تصویر در خبری آمده است؛ بنویسید چه نشان می‌دهد یا آن را تزئینی اعلام کنید.")

    def look_at(self, focus: Focus) -> None:
        """Move the focal point; the card is made anew around it."""
        if self.kind is Kind.PICTURE and focus != self.focus:
            self.focus = focus
            self.due = self.state in {State.READY, State.PREPARING}

    def develop(self, width: int, height: int, made: Sequence[Rendition]) -> None:
        """Show what was made of it."""
        if self.state is not State.WITHDRAWN:
            self.state, self.reason = State.READY, ""
            self.width, self.height, self.renditions = width, height, tuple(made)
        self.due = False

    def refuse(self, reason: str) -> None:
        """Say that nothing can be made of it."""
        if self.state is not State.WITHDRAWN:
            self.state, self.reason = State.REFUSED, reason
        self.due = False

    def withdraw(self, *, explanation: str, at: datetime) -> frozenset[str]:
        """Take it back wherever it stands, and return the hashes of the files that nobody needs any more."""
        if self.state is State.WITHDRAWN:
            return frozenset()
        files = self.files
        self.state, self.due, self.renditions = State.WITHDRAWN, False, ()
        self.withdrawal = Withdrawal(at=at, explanation=" ".join(for_keeping(explanation).split()))
        return files

    def must_be_showable(self) -> None:
        """Raise what keeps it out of an article: MediaWithdrawn, MediaNotFound when it was refused, or NotDescribed."""
        if self.state is State.WITHDRAWN:
            raise MediaWithdrawn
        if self.state is State.REFUSED:
            raise MediaNotFound(self.refusal)
        if not self.is_described:
            raise NotDescribed("برای هر تصویر بنویسید چه نشان می‌دهد، یا آن را تزئینی اعلام کنید.")


def stale_media() -> Stale:
    """Make the error for a person who changes what somebody else has changed meanwhile."""
    return Stale("این پرونده را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="media")


def described(*, alt: str = "", decorative: bool = False, credit: str = "", licence: str = "") -> Described:
    """Clean what somebody says of a picture. What is decoration says nothing."""
    said = " ".join(for_keeping(alt).split())[:LONGEST_ALT]
    known = Licence(licence) if licence in set(Licence) else Licence.OWN
    return Described(
        alt="" if decorative else said,
        decorative=decorative,
        credit=" ".join(for_keeping(credit).split())[:LONGEST_CREDIT],
        licence=known,
    )


def file_name(given: str) -> str:
    """Return the name of a file as its sender had it: without folders, one line, not too long."""
    last = given.replace("\\", "/").rpartition("/")[2]
    return " ".join(for_keeping(last).split())[-LONGEST_NAME:]


def version_in(typed: str) -> int | None:
    """Return the version that a form carries; None for what is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _MOST_DIGITS else None
