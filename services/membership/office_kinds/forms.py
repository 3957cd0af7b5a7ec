"""What is typed about a kind of office."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from services.membership.office_kinds.domain import LONGEST_NAME, OfficeKind
from services.membership.office_kinds.usecases import KindFacts
from shared.language.shown import digits
from shared.persian.digits import latin_digits
from shared.persian.text import for_keeping
from shared.web.forms import fit, given
from shared.web.slugs import slug

_LABELS = {"name": "نام نوع", "id": "شناسه", "order": "ترتیب"}
_MOST_ORDER = 9_999


class TypedKind(BaseModel):
    """The form of a kind; `id` is typed for a new one only, and `version` is the one that the person saw."""

    id: str = ""
    name: str = ""
    order: str = ""
    executive: str = ""
    version: str = ""

    def read_new(self) -> tuple[str, KindFacts]:
        """The id and the facts of a new kind. Raises Unfit."""
        new = fit(_NewKind, self.model_dump(), labels=_LABELS)
        return new.id, _facts(new)

    def read(self) -> KindFacts:
        """The facts. Raises Unfit."""
        return _facts(fit(_Kind, self.model_dump(), labels=_LABELS))

    @classmethod
    def of(cls, kind: OfficeKind) -> "TypedKind":
        """The form of a kind as it is now."""
        return cls(name=kind.name, order=digits(kind.order), executive="yes" if kind.executive else "")

    @property
    def seen(self) -> int | None:
        """The version that the person saw, if the form says it."""
        return int(self.version) if self.version.isdecimal() else None


def _number(typed: str) -> str | None:
    return latin_digits(typed.strip()) or None


class _Kind(BaseModel):
    name: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_NAME),
        BeforeValidator(for_keeping),
        given("نام نوع را وارد کنید."),
    ]
    order: Annotated[Annotated[int, Field(ge=0, le=_MOST_ORDER)] | None, BeforeValidator(_number)] = None
    executive: str = ""


class _NewKind(_Kind):
    id: Annotated[str, AfterValidator(slug)]


def _facts(kind: _Kind) -> KindFacts:
    return KindFacts(name=kind.name, order=kind.order, executive=kind.executive == "yes")
