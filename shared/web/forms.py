"""Reading what people type into a form: a typed value, or a sentence beside each field that cannot be taken.

A route takes its form as a model whose fields are all text (`Annotated[TypedArticle, Form()]`), so that nothing typed
is lost when the page is shown again. `fit` then reads that text with the limits of another model.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.language.speech import gettext as _
from shared.web.validation import sentence_of

Fitting = TypeVar("Fitting", bound=BaseModel)

UNFIT_STATUS = 422


class Unfit(Exception):
    """Some fields cannot be taken as they are: `errors` has a Persian sentence for each, by its name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("بعضی از فیلدها درست پر نشده‌اند.")
        self.errors = errors


def fit(model: type[Fitting], typed: Mapping[str, Any], *, labels: Mapping[str, str] | None = None) -> Fitting:
    """Read typed fields as a model. Raises Unfit.

    `labels` names fields in Persian: a sentence begins with the name of its field, since it stands in the summary, too.
    """
    try:
        return model.model_validate(typed)
    except ValidationError as error:
        raise Unfit({_field(fault): _sentence(fault, labels or {}) for fault in error.errors()}) from error


def _field(fault: Mapping[str, Any]) -> str:
    return str(fault["loc"][0]) if fault["loc"] else ""


def _sentence(fault: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    label = labels.get(_field(fault))
    return f"{_(label)}: {sentence_of(fault)}" if label else sentence_of(fault)
