"""The first steps of a county, and when each of them is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """What has to be done once in a new county, in this order."""

    GOVERNOR = "governor"
    OPERATOR = "operator"
    MAIL = "mail"
    BALE = "bale"
    OFFICES = "offices"
    MANAGERS = "managers"
    HEADQUARTERS = "headquarters"
    NEWS = "news"
    PERIOD = "period"


NEEDED = frozenset({Step.GOVERNOR, Step.OPERATOR, Step.OFFICES})
"""No county does without these."""


class StepNeeded(Exception):
    """This step cannot be put aside."""


class Standing(StrEnum):
    """How far a step is."""

    TO_DO = "to_do"
    UNDER_WAY = "under_way"
    DONE = "done"
    PUT_ASIDE = "put_aside"


@dataclass(slots=True)
class Beginning:
    """What is remembered of the first steps; all else is seen from what is true."""

    id: str = "county"
    happened: list[Step] = field(default_factory=list)
    """What other services and the operator's command told, and nobody can see here afterwards."""
    put_aside: list[Step] = field(default_factory=list)
    finished_at: datetime | None = None
    """From then on nobody looks: an office that loses its PR manager years later is no first step."""
    version: int = 0

    def note(self, step: Step) -> bool:
        """Remember that a step happened, and say whether that is news."""
        if step in self.happened:
            return False
        self.happened.append(step)
        return True

    def put_away(self, step: Step) -> None:
        """The county does without this step. Raises StepNeeded."""
        if step in NEEDED:
            raise StepNeeded("این گام لازم است و کنار گذاشته نمی‌شود.")
        if step not in self.put_aside:
            self.put_aside.append(step)

    def take_up(self, step: Step) -> None:
        """The county wants this step after all."""
        if step in self.put_aside:
            self.put_aside.remove(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What membership sees of a county."""

    governor_can_sign_in: bool = False
    operator_can_sign_in: bool = False
    offices: int = 0
    """The open offices beside the governorate."""
    managed: int = 0
    """Those of all open offices that have a PR manager."""
    members: int = 0
    """Who has a seat in the media headquarters by decree."""
    drafts: int = 0
    """Decrees that wait for the governor."""
    mail_arrived: bool = False
    """Whether somebody confirmed an address by the link in an e-mail."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step as the desk shows it; `whole` is 0 where there is nothing to count."""

    step: Step
    standing: Standing
    part: int = 0
    whole: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.standing in {Standing.DONE, Standing.PUT_ASIDE}

    @property
    def may_be_put_aside(self) -> bool:
        """Whether the county can do without it."""
        return not self.is_settled and self.step not in NEEDED


@dataclass(frozen=True, slots=True)
class Checklist:
    """All first steps of a county."""

    lines: Sequence[Line]
    seen: Seen

    @classmethod
    def of(cls, beginning: Beginning, seen: Seen) -> "Checklist":
        """Return how far each step is."""
        return cls([_line(step, beginning, seen) for step in Step], seen)

    @property
    def open(self) -> Sequence[Line]:
        """The steps that are left."""
        return [line for line in self.lines if not line.is_settled]

    @property
    def settled(self) -> Sequence[Line]:
        """The steps that are done or put aside."""
        return [line for line in self.lines if line.is_settled]

    @property
    def is_complete(self) -> bool:
        """Whether no step is left."""
        return not self.open


def _line(step: Step, beginning: Beginning, seen: Seen) -> Line:
    part, whole = _counted(step, seen)
    if step in beginning.happened or _is_done(step, seen):
        return Line(step, Standing.DONE, part, whole)
    if step in beginning.put_aside:
        return Line(step, Standing.PUT_ASIDE, part, whole)
    is_begun = bool(part) or (step is Step.HEADQUARTERS and seen.drafts > 0)
    return Line(step, Standing.UNDER_WAY if is_begun else Standing.TO_DO, part, whole)


def _counted(step: Step, seen: Seen) -> tuple[int, int]:
    # The governorate is an office, too, and writes news.
    return (seen.managed, seen.offices + 1) if step is Step.MANAGERS else (0, 0)


def _is_done(step: Step, seen: Seen) -> bool:
    visible = {
        Step.GOVERNOR: seen.governor_can_sign_in,
        Step.OPERATOR: seen.operator_can_sign_in,
        Step.OFFICES: seen.offices > 0,
        Step.MANAGERS: 0 < seen.offices < seen.managed,
        Step.HEADQUARTERS: seen.members > 0,
        Step.MAIL: seen.mail_arrived,
    }
    return visible.get(step, False)
