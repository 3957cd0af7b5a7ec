"""A report as a page: each item with what is in its field, and what was typed into them on the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.reporting.activity.domain import Deed
from services.reporting.reports.answers_domain import Value
from services.reporting.reports.domain import NEEDS_A_REASON
from services.reporting.reports.form_domain import Form, Item, ItemType
from services.reporting.reports.queries import AnswerView, view
from services.reporting.reports.usecases import Sheet
from shared.language.shown import digits
from shared.persian.digits import latin_digits

NOTE, NO_VALUE, SHOWN = "-note", "-none", "-shown"
"""What follows an item's code in the names of its other fields."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in an item's fields, as a person typed it or would."""

    value: str = ""
    note: str = ""
    n_a: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One item on the page."""

    item: Item
    typed: Typed
    automatic: int | None
    deeds: Sequence[Deed]
    error: str

    @property
    def needs_note(self) -> bool:
        """Whether the reason for another number is what is missing."""
        return self.error == NEEDS_A_REASON

    @property
    def is_answered(self) -> bool:
        """Whether something stands there."""
        return bool(self.typed.value or self.typed.n_a)


@dataclass(frozen=True, slots=True)
class Part:
    """A section on the page."""

    id: str
    title: str
    lines: Sequence[Line]

    @property
    def answered(self) -> int:
        """How many lines are answered."""
        return sum(line.is_answered for line in self.lines)

    @property
    def mark(self) -> str:
        """How far it is: full, half or hollow."""
        return "full" if self.answered == len(self.lines) else "half" if self.answered else "hollow"


def parts(
    sheet: Sheet, deeds: Sequence[Deed], *, typed: Mapping[str, Typed] | None = None, errors: Mapping[str, str]
) -> list[Part]:
    """The sections of a report: as it is kept, or as it was typed when that could not be kept."""
    answers = view(sheet).values
    fields = typed or {item.code: _shown(answers.get(item.code), item) for item in sheet.form.items}
    return [
        Part(
            section.id,
            section.title,
            [
                Line(
                    item=item,
                    typed=fields.get(item.code, Typed()),
                    automatic=answers[item.code].automatic if item.code in answers else None,
                    deeds=[deed for deed in deeds if deed.measure == item.measure],
                    error=errors.get(item.code, ""),
                )
                for item in section.items
            ],
        )
        for section in sheet.form.sections
    ]


def typed_in(form: Form, posted: Mapping[str, Any]) -> dict[str, Typed]:
    """What a posted page holds for each item."""
    return {
        item.code: Typed(
            value=str(posted.get(item.code, "")),
            note=str(posted.get(item.code + NOTE, "")),
            n_a=bool(posted.get(item.code + NO_VALUE)),
        )
        for item in form.items
    }


def values_of(form: Form, typed: Mapping[str, Typed], posted: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values to keep. A counted number that nobody touched is left out, also when the count has moved on since."""
    return {
        item.code: {"value": typed[item.code].value, "note": typed[item.code].note, "n_a": typed[item.code].n_a}
        for item in form.items
        if not (item.measure and _same(typed[item.code].value, str(posted.get(item.code + SHOWN, ""))))
    }


def _same(one: str, other: str) -> bool:
    return latin_digits(one).strip() == latin_digits(other).strip()


def _shown(answer: AnswerView | None, item: Item) -> Typed:
    if answer is None:
        return Typed()
    return Typed(_in_field(answer.value, item), answer.note, answer.n_a)


def _in_field(value: Value, item: Item) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return "\n".join(value)
        case _:
            return digits(value) if item.type is not ItemType.TEXT else str(value)
