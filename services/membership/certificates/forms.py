"""What is typed into the forms of certificates, read with the same limits as the JSON interface."""

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

from services.membership.certificates.api import Paragraph
from services.membership.certificates.domain import MOST_AT_ONCE, Certificate, Form
from services.membership.certificates.usecases import NewCertificates
from services.membership.letters.plain_api import Id, Line
from shared.web.forms import fit, given

_BETWEEN: Final = re.compile(r"\n\s*\n")
_LABELS: Final = {
    "form": "نوع",
    "occasion": "بابت",
    "person_ids": "گیرندگان",
    "others": "گیرندگان دیگر",
    "paragraphs": "متن",
    "recipient_post": "سمت گیرنده",
}


class TypedCertificates(BaseModel):
    """The form of new certificates."""

    form: str = Form.APPRECIATION.value
    occasion: str = ""
    groups: list[str] = []
    words: str = ""
    """Words by which people are looked for."""
    person_ids: list[str] = []
    others: str = ""
    paragraphs: str = ""
    """With an empty line between two paragraphs."""
    search: str = ""
    """Set by the button that searches."""

    def read(self) -> NewCertificates:
        """The certificates that are asked for. Raises Unfit."""
        fields = fit(_New, self.model_dump() | {"paragraphs": _paragraphs(self.paragraphs)}, labels=_LABELS)
        return NewCertificates(
            form=Form(fields.form),
            occasion=fields.occasion,
            groups=tuple(fields.groups),
            person_ids=tuple(fields.person_ids),
            others=fields.others,
            paragraphs=tuple(fields.paragraphs),
        )


class TypedDraft(BaseModel):
    """The form of a draft that is edited."""

    version: str = ""
    occasion: str = ""
    recipient_post: str = ""
    paragraphs: str = ""

    @classmethod
    def of(cls, certificate: Certificate) -> "TypedDraft":
        """The form as it is opened."""
        return cls(
            version=str(certificate.version),
            occasion=certificate.award.occasion,
            recipient_post=certificate.wording.recipient_post,
            paragraphs="\n\n".join(certificate.wording.paragraphs),
        )

    def read(self) -> "Draft":
        """What the draft is to be. Raises Unfit."""
        return fit(Draft, self.model_dump() | {"paragraphs": _paragraphs(self.paragraphs)}, labels=_LABELS)


class Draft(BaseModel):
    """A draft as it is to be."""

    version: int
    occasion: Annotated[Line, given("بنویسید برای چه داده می‌شود.")]
    recipient_post: Annotated[str, Field(max_length=200)]
    paragraphs: Annotated[list[Paragraph], Field(min_length=1, max_length=6)]


class _New(BaseModel):
    form: Literal["certificate", "appreciation"]
    occasion: Annotated[Line, given("بنویسید برای چه داده می‌شود.")]
    groups: Annotated[list[Id], Field(max_length=20)]
    person_ids: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)]
    others: Annotated[str, Field(max_length=10_000)]
    paragraphs: Annotated[list[Paragraph], Field(max_length=6)]


def _paragraphs(typed: str) -> list[str]:
    return [each.strip() for each in _BETWEEN.split(typed.replace("\r\n", "\n")) if each.strip()]
