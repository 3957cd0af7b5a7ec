"""Validation of forms: either a valid model, or a sentence beside each field that is wrong.

A route declares its form as a model whose fields are all text (`Annotated[TypedArticle, Form()]`), so that no typed
text is lost when the page is shown again. `fit` then converts that text to another model, which holds the limits.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError

from shared.language.shown import wrong_date
from shared.language.speech import gettext as _
from shared.persian.jalali import NotADate, parse_jalali
from shared.web.validation import sentence_of

Fitting = TypeVar("Fitting", bound=BaseModel)

UNFIT_STATUS = 422


class Unfit(Exception):
    """Some fields are wrong; `errors` holds a Persian sentence for each, by the name of the field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("بعضی از فیلدها درست پر نشده‌اند.")
        self.errors = errors


def fit(model: type[Fitting], typed: Mapping[str, Any], *, labels: Mapping[str, str] | None = None) -> Fitting:
    """Convert typed fields to a model. Raises Unfit when a field is wrong.

    `labels` holds the Persian names of fields. A sentence begins with its field's name, because it is also shown in the
    summary of errors, away from the field.
    """
    # Browsers count a new line as one letter and send two.
    lines = {name: text.replace("\r\n", "\n") if isinstance(text, str) else text for name, text in typed.items()}
    try:
        return model.model_validate(lines)
    except ValidationError as error:
        raise Unfit({_field(fault): _sentence(fault, labels or {}) for fault in error.errors()}) from error


def given(sentence: str) -> BeforeValidator:
    """What stands beside the type of a field that must not be empty; the sentence is shown when it is."""

    def check(typed: str) -> str:
        if not typed.strip():
            raise ValueError(sentence)
        return typed

    return BeforeValidator(check)


def _day(typed: str) -> date:
    try:
        return parse_jalali(typed)
    except NotADate as wrong:
        raise ValueError(wrong_date(wrong)) from wrong


TypedDay = Annotated[date, BeforeValidator(_day)]
"""A day that is typed by the Jalali calendar."""
TypedDayIfGiven = Annotated[date | None, BeforeValidator(lambda typed: _day(typed) if typed.strip() else None)]
"""The same, or None for an empty field."""


def _field(fault: Mapping[str, Any]) -> str:
    return str(fault["loc"][0]) if fault["loc"] else ""


def _sentence(fault: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    label = labels.get(_field(fault))
    return f"{_(label)}: {sentence_of(fault)}" if label else sentence_of(fault)
