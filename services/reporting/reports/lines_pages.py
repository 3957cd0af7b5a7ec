"""The lines of a report's page: filling their fields, and reading what was typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from services.reporting.activity.domain import Deed
from services.reporting.reports.answers_domain import Value
from services.reporting.reports.domain import NEEDS_A_REASON
from services.reporting.reports.form_domain import Form, Item, ItemType
from services.reporting.reports.queries import AnswerView, view
from services.reporting.reports.usecases import Sheet
from shared.language.shown import digits
from shared.persian.numbers import NotAWholeNumber, whole_number

_NOTE, _NO_VALUE, _SHOWN = "-note", "-none", "-shown"
"""The endings of the names of an item's further fields, after its code."""


@dataclass(frozen=True, slots=True)
class TypedItem:
    """The text in the fields of an item, as a person types it."""

    value: str = ""
    note: str = ""
    n_a: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An item on the page, with its answer."""

    item: Item
    typed: TypedItem
    automatic: int | None
    deeds: Sequence[Deed]
    error: str

    @property
    def needs_note(self) -> bool:
        """Whether the line lacks the reason for a number that differs from the count."""
        return self.error == NEEDS_A_REASON

    @property
    def is_answered(self) -> bool:
        """Whether the item is answered."""
        return bool(self.typed.value or self.typed.n_a)


@dataclass(frozen=True, slots=True)
class FilledSection:
    """A section on the page, with its lines."""

    id: str
    title: str
    lines: Sequence[Line]

    @property
    def answered(self) -> int:
        """How many lines are answered."""
        return sum(line.is_answered for line in self.lines)

    @property
    def mark(self) -> str:
        """The mark of its progress: full, half or hollow."""
        return "full" if self.answered == len(self.lines) else "half" if self.answered else "hollow"


def filled_sections(
    sheet: Sheet, deeds: Sequence[Deed], *, typed: Mapping[str, TypedItem] | None = None, errors: Mapping[str, str]
) -> list[FilledSection]:
    """The sections of a report: as it is stored, or as it was typed when that could not be stored."""
    answers = view(sheet).values
    fields = typed or {item.code: _shown(answers.get(item.code), item) for item in sheet.form.items}
    return [
        FilledSection(
            section.id,
            section.title,
            [
                Line(
                    item=item,
                    typed=fields.get(item.code, TypedItem()),
                    automatic=answers[item.code].automatic if item.code in answers else None,
                    deeds=[deed for deed in deeds if deed.measure == item.measure],
                    error=errors.get(item.code, ""),
                )
                for item in section.items
            ],
        )
        for section in sheet.form.sections
    ]


def typed_in(form: Form, posted: Mapping[str, str]) -> dict[str, TypedItem]:
    """The text of each item's fields in a posted form."""
    return {
        item.code: TypedItem(
            value=posted.get(item.code, ""),
            note=posted.get(item.code + _NOTE, ""),
            n_a=bool(posted.get(item.code + _NO_VALUE)),
        )
        for item in form.items
    }


def values_of(form: Form, typed: Mapping[str, TypedItem], posted: Mapping[str, str]) -> Mapping[str, object]:
    """The values to store, by code.

    A counted number that the person left as it was shown is no value of its own: the count may have changed since.
    """
    return {
        item.code: asdict(typed[item.code])
        for item in form.items
        if not (item.measure and _same(typed[item.code].value, posted.get(item.code + _SHOWN, "")))
    }


def _same(typed: str, shown: str) -> bool:
    try:
        return whole_number(typed) == whole_number(shown)
    except NotAWholeNumber:
        return typed.strip() == shown.strip()


def _shown(answer: AnswerView | None, item: Item) -> TypedItem:
    if answer is None:
        return TypedItem()
    return TypedItem(_in_field(answer.value, item), answer.note, answer.n_a)


def _in_field(value: Value, item: Item) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return "\n".join(value)
        case _:
            return digits(value) if item.type is not ItemType.TEXT else str(value)
