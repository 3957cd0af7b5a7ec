"""What is typed to draft or sign many decrees at once."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field

from services.membership.batches.api import Id
from services.membership.batches.domain import Terms
from shared.web.forms import TypedDayIfGiven, fit, given

_LABELS = {"body_id": "نهاد", "role": "نقش", "valid_from": "آغاز اعتبار", "valid_until": "پایان اعتبار"}
_DIGITS = 9


class TypedTerms(BaseModel):
    """The form by which drafts are asked for."""

    body_id: str = ""
    role: str = ""
    valid_from: str = ""
    valid_until: str = ""
    checked: str = ""
    what: str = ""
    """Empty when the form was sent by Enter in a field, without its question."""

    def read(self) -> Terms:
        """What is asked for. Raises Unfit."""
        fields = fit(_Terms, self.model_dump(), labels=_LABELS)
        return Terms(fields.body_id, fields.role, fields.valid_from, fields.valid_until, bool(self.checked))


class TypedSignatures(BaseModel):
    """The form by which signatures are given: drafts with the versions that were seen, or all."""

    chosen: list[str] = []
    """`<id>.<version>`"""
    what: str = ""
    """`all` or `chosen` by the buttons; empty when the form was sent by Enter in a field, without its question."""

    def seen(self) -> Mapping[str, int]:
        """The drafts that were chosen, with the versions that were seen."""
        pairs = (each.rpartition(".") for each in self.chosen)
        return {key: int(version) for key, _, version in pairs if key and _is_number(version)}


class _Terms(BaseModel):
    body_id: Annotated[Id, given("نهاد را انتخاب کنید.")]
    role: Annotated[str, Field(max_length=60)]
    valid_from: TypedDayIfGiven
    valid_until: TypedDayIfGiven


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS
