"""Editions of the layout of a kind of letters, one of which is in force: the county's own or what a release ships."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from services.membership.typesetting.domain import CannotSet, Paper, Template, TemplateFault, Unprintable
from services.membership.typesetting.shipped_source import VERSIONS, shipped
from shared.language.shown import digits
from shared.language.speech import gettext as _

LayoutId = NewType("LayoutId", str)

KINDS: Final[Mapping[str, str]] = {"decree": "حکم عضویت", "certificate": "گواهی و تقدیرنامه", "invitation": "دعوت‌نامه"}
"""The kinds of letters that have a layout, as people call them."""

_ON_A5: Final = frozenset({"invitation"})

SHIPPED: Final = 0
"""The edition that is whatever template the release ships."""

USUAL_SALUTATION: Final = "بسمه تعالی"  # stays Persian: letters
_LINES_AROUND: Final = 2
# What the typesetter counts as the end of a line.
_NEW_LINE: Final = re.compile("\r\n|[\n\v\f\r\u0085\u2028\u2029]")


class State(StrEnum):
    """The stages of an edition."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    RETIRED = "retired"


class LayoutNotFound(Exception):
    """There is no such kind of letters, or it has no such edition."""


class LayoutFixed(Exception):
    """An edition by which letters may have been printed never changes."""


@dataclass(frozen=True, slots=True)
class Design:
    """All that an edition says of a page."""

    source: str
    """In the language of typst."""
    paper: Paper = "a4"
    letterhead: tuple[str, ...] = ()
    """The lines beside the emblem; without any, the county's own."""
    salutation: str = USUAL_SALUTATION
    """The line at the top; there may be none."""

    def template(self, kind: str, edition: int) -> Template:
        """Return it for the press."""
        return Template(kind, edition, self.source, self.paper, self.letterhead, self.salutation)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a template, as it is shown beside a fault."""

    number: int
    text: str
    is_faulty: bool


@dataclass(slots=True, kw_only=True)
class Layout:
    """One edition of the layout of a kind of letters. It is changed only until it first comes into force."""

    id: LayoutId
    kind: str
    edition: int
    """Counted from 1 within its kind."""
    design: Design
    based_on: int
    """The version of the template that the release shipped when this was last written."""
    note: str = ""
    by: str
    """Who wrote it last."""
    at: datetime
    in_force_since: datetime | None = None
    """When it first came into force; None for a draft."""
    version: int = 0

    @classmethod
    def draft(cls, kind: str, edition: int, design: Design, *, note: str, by: str, at: datetime) -> "Layout":
        """Return a new edition."""
        made = LayoutId(f"{kind}/{edition}")
        return cls(id=made, kind=kind, edition=edition, design=design, based_on=VERSIONS[kind], note=note, by=by, at=at)

    @property
    def is_draft(self) -> bool:
        """Whether it was never in force."""
        return self.in_force_since is None

    @property
    def template(self) -> Template:
        """What the press needs; the name and the edition are noted on what is printed by it."""
        return self.design.template(self.kind, self.edition)

    def state(self, choice: "Choice") -> State:
        """Return its stage, given what is in force."""
        if choice.edition == self.edition:
            return State.IN_FORCE
        return State.DRAFT if self.is_draft else State.RETIRED

    def must_be_draft(self) -> None:
        """Raise LayoutFixed when it was in force."""
        if not self.is_draft:
            raise LayoutFixed("نسخه‌ای که نافذ شده است تغییر نمی‌کند؛ از روی آن نسخه تازه بسازید.")

    def rewrite(self, design: Design, *, note: str, by: str, at: datetime) -> None:
        """Change a draft. Raises LayoutFixed."""
        self.must_be_draft()
        self.design, self.note, self.by, self.at = design, note, by, at
        self.based_on = VERSIONS[self.kind]


@dataclass(slots=True, kw_only=True)
class Choice:
    """Which edition of a kind is in force. Without any choice it is the shipped one."""

    id: str
    """The kind."""
    edition: int = SHIPPED
    by: str = ""
    at: datetime | None = None
    version: int = 0

    def choose(self, layout: Layout, *, by: str, at: datetime) -> None:
        """Put an edition into force, in place of the one before."""
        if layout.is_draft:
            layout.in_force_since = at
        self.edition, self.by, self.at = layout.edition, by, at

    def return_to_shipped(self, *, by: str, at: datetime) -> None:
        """Put into force what the release ships, of this release and of later ones."""
        self.edition, self.by, self.at = SHIPPED, by, at


def known_kind(kind: str) -> str:
    """Return the kind. Raises LayoutNotFound."""
    if kind not in KINDS:
        raise LayoutNotFound("چنین نوع نامه‌ای نیست.")
    return kind


def usual_paper(kind: str) -> Paper:
    """The paper on which a kind is printed unless an edition says otherwise."""
    return "a5" if kind in _ON_A5 else "a4"


def shipped_template(kind: str) -> Template:
    """The template that the release ships, under a name that no edition of the county's has: `decree-shipped/1`."""
    return replace(shipped(kind), name=f"{kind}-shipped", paper="a5" if kind in _ON_A5 else None)


def shipped_design(kind: str) -> Design:
    """What a first edition begins with."""
    return Design(shipped(kind).source, usual_paper(kind))


def newer_shipped(layout: Layout) -> int | None:
    """The version of the shipped template if it is newer than the one that this edition was made of."""
    return VERSIONS[layout.kind] if VERSIONS[layout.kind] > layout.based_on else None


def lines_around(source: str, fault: TemplateFault) -> Sequence[Line]:
    """The faulty line of a template with those before and after it; none when the fault lies in no line."""
    lines = _NEW_LINE.split(source)
    if not 1 <= fault.line <= len(lines):
        return ()
    first, last = max(1, fault.line - _LINES_AROUND), min(len(lines), fault.line + _LINES_AROUND)
    return [Line(number, lines[number - 1], number == fault.line) for number in range(first, last + 1)]


def field_of(fault: CannotSet, design: Design) -> str:
    """The part of a design in which a fault lies: `letterhead`, `salutation`, or else `source`."""
    if isinstance(fault, Unprintable):
        if any(fault.text in line or line in fault.text for line in design.letterhead):
            return "letterhead"
        if design.salutation and (fault.text in design.salutation or design.salutation in fault.text):
            return "salutation"
    return "source"


def edition_name(edition: int) -> str:
    """«نسخه ۳», or «همراه سامانه»."""
    return _("نسخه %(number)s", number=digits(edition)) if edition else _("همراه سامانه")
