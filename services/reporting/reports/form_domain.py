"""The forms of reports, read from files: sections of items, and the rules of the periods that they are for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.reporting.activity.domain import Measure
from services.reporting.periods.domain import PeriodUnknown, Rules
from shared.persian.periods import PeriodKind
from shared.persian.workdays import DueRule


class ItemType(StrEnum):
    """What an item is answered with."""

    INT = "int"
    PERCENT = "percent"
    TEXT = "text"
    LIST = "list"

    @property
    def is_number(self) -> bool:
        """Whether it is answered with a number."""
        return self in {ItemType.INT, ItemType.PERCENT}


class Source(StrEnum):
    """Where the answer comes from that an item is prefilled with."""

    AUTOMATIC = "automatic"
    DECLARED = "declared"
    CARRIED_OVER = "carried_over"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Frozen):
    """One question of the form."""

    code: str = Field(pattern=r"^[A-Z][A-Z0-9]{0,7}$")
    label: str
    type: ItemType
    source: Source = Source.DECLARED
    required: bool = False
    n_a_allowed: bool = True
    hint: str = ""
    unit: str = ""
    max_length: int = 2000
    measure: Measure | None = None
    """What is counted for an automatic item."""

    @model_validator(mode="after")
    def _has_its_source(self) -> "Item":
        if (self.source is Source.AUTOMATIC) != (self.measure is not None):
            raise ValueError(f"{self.code}: an automatic item, and no other, names its measure")
        if self.measure and not self.type.is_number:
            raise ValueError(f"{self.code}: only a number is counted")
        return self


class Section(_Frozen):
    """Items under one heading."""

    id: str
    title: str
    items: tuple[Item, ...]


class Form(_Frozen):
    """A form of one version, for one kind of period."""

    id: str
    version: int
    name: str
    period_kind: PeriodKind
    due_nth_working_day: int = Field(default=5, ge=1)
    closes_days_after_due: int = Field(default=10, ge=1)
    sections: tuple[Section, ...]

    @model_validator(mode="after")
    def _asks_once(self) -> "Form":
        codes = [item.code for item in self.items]
        if len(codes) != len(set(codes)):
            raise ValueError(f"{self.id}: a code stands twice")
        return self

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of all sections, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def rules(self) -> Rules:
        """When its periods are due and close."""
        return Rules(self.period_kind, DueRule(self.due_nth_working_day), self.closes_days_after_due)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms in use, at most one for each kind of period."""

    all: Sequence[Form]

    @classmethod
    def read(cls, folder: Path) -> "Forms":
        """Read the forms of a folder. Raises ValueError when one is wrong, or two are for one kind of period."""
        forms = [Form.model_validate_json(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
        if len({form.period_kind for form in forms}) != len(forms):
            raise ValueError("two forms are for the same kind of period")
        return cls(forms)

    def of(self, kind: PeriodKind) -> Form:
        """The form for a kind of period. Raises PeriodUnknown."""
        found = next((form for form in self.all if form.period_kind == kind), None)
        if found is None:
            raise PeriodUnknown("برای این نوع دوره گزارشی خواسته نشده است.")
        return found

    @property
    def rules(self) -> list[Rules]:
        """The rules of all of them."""
        return [form.rules for form in self.all]
