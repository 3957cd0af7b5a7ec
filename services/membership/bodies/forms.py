"""What is typed into the form of a body, read with the same limits as the JSON interface."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from pydantic import BaseModel

from services.membership.bodies.api import BodyFacts, Texts
from services.membership.bodies.domain import USUAL_ROLES, Body, BodyRole, LetterTexts
from shared.persian.digits import latin_digits, persian_digits
from shared.persian.text import for_keeping
from shared.web.forms import Fitting, Unfit, fit
from shared.web.slugs import Slug

_LABELS: Final = {
    "id": "شناسه",
    "name": "نام نهاد",
    "short_name": "نام کوتاه",
    "kind": "نوع",
    "roles": "نقش‌ها",
    "term_months": "دوره عضویت",
    "legal_basis": "مستند قانونی",
    "series": "سری شماره حکم",
    "council": "نام شورا در سربرگ",
    "subject": "موضوع حکم",
    "greeting": "سلام",
    "duties": "شرح وظایف",
    "formula": "متن انتصاب",
    "expectation": "متن انتظار",
    "closing": "پایان نامه",
}
_TEXTS: Final = LetterTexts()
_YES: Final = "yes"


class TypedBody(BaseModel):
    """The form of a body. `id` is typed for a new one only."""

    id: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    other_kind: str = ""
    roles: list[str] = []
    other_roles: str = ""
    term_months: str = ""
    legal_basis: str = ""
    roster_public: str = ""
    series: str = "ق"  # stays Persian: letters
    one_member_per_office: str = ""
    seat: str = "by_post"
    council: str = _TEXTS.council
    subject: str = _TEXTS.subject
    greeting: str = _TEXTS.greeting
    duties: str = ""
    formula: str = _TEXTS.formula
    expectation: str = _TEXTS.expectation
    closing: str = _TEXTS.closing
    version: int = 0

    @classmethod
    def empty(cls) -> Self:
        """The form for a new body, with what is usual chosen."""
        return cls(roles=[role.id for role in USUAL_ROLES], one_member_per_office=_YES)

    @classmethod
    def of(cls, body: Body) -> Self:
        """The form with the data of a body."""
        texts = body.texts
        return cls(
            id=body.id,
            name=body.name,
            short_name=body.short_name,
            kind=body.kind,
            roles=[role.id for role in body.roles],
            term_months=persian_digits(body.term_months) if body.term_months else "",
            legal_basis="\n".join(texts.legal_basis),
            roster_public=_YES if body.roster_public else "",
            series=body.series,
            one_member_per_office=_YES if body.one_member_per_office else "",
            seat=body.seat,
            council=texts.council,
            subject=texts.subject,
            greeting=texts.greeting,
            duties="\n".join(texts.duties),
            formula=texts.formula,
            expectation=texts.expectation,
            closing=texts.closing,
            version=body.version,
        )

    def read_new(self) -> Body:
        """The body to add. Raises Unfit."""
        return self._read(self.id, (), {"id": self.id})

    def read(self, known: Body) -> Body:
        """The body with the typed data. Raises Unfit."""
        return self._read(known.id, known.roles, {})

    def _read(self, body_id: str, kept: Sequence[BodyRole], new: dict[str, str]) -> Body:
        facts = self.model_dump(include={"name", "short_name", "seat"}) | {
            "kind": self.other_kind if self.kind in {"", "other"} else self.kind,
            "roles": self._roles(kept),
            "term_months": latin_digits(self.term_months.strip()) or None,
            "legal_basis": _lines(self.legal_basis),
            "roster_public": self.roster_public == _YES,
            "series": self.series,
            "one_member_per_office": self.one_member_per_office == _YES,
        }
        texts = self.model_dump(include={"council", "subject", "greeting", "formula", "expectation", "closing"})
        errors: dict[str, str] = {}
        if new:
            _fitting(_NewId, new, errors)
        read = _fitting(BodyFacts, facts, errors)
        words = _fitting(Texts, texts | {"duties": _lines(self.duties)}, errors)
        if read is None or words is None or errors:
            raise Unfit(errors)
        return read.model_copy(update={"texts": words}).body(body_id)

    def _roles(self, kept: Sequence[BodyRole]) -> list[dict[str, Any]]:
        offered = {role.id: role.name for role in (*USUAL_ROLES, *kept)}
        chosen = [{"id": key, "name": offered[key]} for key in offered if key in self.roles]
        # A role that is typed goes by its name: nobody has to think of an id.
        return chosen + [{"id": name[:60], "name": name} for name in _lines(self.other_roles)]


class _NewId(BaseModel):
    id: Slug


def _fitting(model: type[Fitting], typed: Mapping[str, Any], errors: dict[str, str]) -> Fitting | None:
    """The fields as the model, or None with their sentences among the errors of the whole form."""
    try:
        return fit(model, typed, labels=_LABELS)
    except Unfit as unfit:
        errors.update(unfit.errors)
        return None


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, for_keeping(text).split("\n")) if line]
