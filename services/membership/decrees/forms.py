"""What is typed into the forms of the register, read with the same limits as the JSON interface."""

import re
from datetime import date
from typing import Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from services.membership.bodies.domain import Seat
from services.membership.decrees.api import Id, Line, Paragraph, Sentence
from services.membership.decrees.archive_usecases import OldDecree
from services.membership.decrees.domain import Decree
from services.membership.decrees.granting_domain import Correction, NewDecree, Words
from services.membership.letters.forms import version_seen
from shared.language.shown import numeric_date
from shared.web.forms import TypedDay, TypedDayIfGiven, fit, given

_BETWEEN = re.compile(r"\n\s*\n")

ANOTHER: Final = "another"
"""The button that lets choose another recipient."""
_LABELS = {
    "person_id": "گیرنده",
    "office_ids": "دستگاه‌ها",
    "body_id": "نهاد",
    "role": "نقش",
    "note": "چه چیزی و چرا اصلاح می‌شود",
    "reason": "دلیل لغو",
    "fault": "دلیل ابطال",
    "cause": "دلیل جایگزینی",
    "subject": "موضوع",
    "recipient_post": "سمت گیرنده",
    "greeting": "جمله آغاز",
    "paragraphs": "متن",
    "copies": "رونوشت",
    "seat": "جایگاه",
    "register_no": "شماره حکم",
    "signed_on": "تاریخ حکم",
    "signatory_name": "نام امضاکننده",
    "signatory_title": "سمت امضاکننده",
}


class TypedDecree(BaseModel):
    """The form of a new decree."""

    name: str = ""
    """Words by which the recipient is looked for."""
    named: str = ""
    """The words for which the chosen person was offered. Other words are a search for another person."""
    person_id: str = ""
    office_words: str = ""
    """Words by which offices are looked for."""
    office_ids: list[str] = []
    body_id: str = ""
    role: str = "member"
    valid_from: str = ""
    valid_until: str = ""
    search: str = ""
    """Set by the buttons that search, and by the one that lets choose another recipient."""

    @model_validator(mode="after")
    def _chosen_for_these_words(self) -> Self:
        if (self.named and self.named != self.name) or self.search == ANOTHER:
            self.person_id = ""
        return self

    def read(self) -> NewDecree:
        """The decree that is asked for. Raises Unfit."""
        fields = fit(_Decree, self.model_dump(), labels=_LABELS)
        return NewDecree(**fields.model_dump() | {"office_ids": tuple(fields.office_ids)})


class TypedOldDecree(TypedDecree):
    """The form of a decree from before there was this system."""

    register_no: str = ""
    signed_on: str = ""
    signatory_name: str = ""
    signatory_title: str = ""

    def read_old(self) -> OldDecree:
        """What stands on the paper. Raises Unfit."""
        fields = fit(_OldDecree, self.model_dump(), labels=_LABELS)
        return OldDecree(
            self.read(), fields.register_no, fields.signed_on, fields.signatory_name, fields.signatory_title
        )


class TypedDraft(BaseModel):
    """The form of a draft that is edited."""

    version: str = ""
    office_words: str = ""
    office_ids: list[str] = []
    role: str = ""
    seat: str = ""
    valid_from: str = ""
    valid_until: str = ""
    note: str = ""
    anew: str = ""
    """Set when the whole letter is to be written from the texts of the body."""
    subject: str = ""
    recipient_post: str = ""
    greeting: str = ""
    paragraphs: str = ""
    """With an empty line between two paragraphs."""
    copies: str = ""
    """One in each line."""
    search: str = ""

    @classmethod
    def of(cls, decree: Decree) -> "TypedDraft":
        """The form as it is opened."""
        grant, words = decree.grant, decree.wording
        return cls(
            version=str(decree.version),
            office_ids=list(grant.office_ids),
            role=grant.role,
            seat=grant.seat,
            valid_from=numeric_date(grant.valid_from),
            valid_until=numeric_date(grant.valid_until) if grant.valid_until else "",
            note=decree.note,
            subject=words.subject,
            recipient_post=words.recipient_post,
            greeting=words.greeting,
            paragraphs="\n\n".join(words.paragraphs),
            copies="\n".join(words.copies),
        )

    def read(self, decree: Decree) -> tuple[NewDecree, Words, int]:
        """What the draft is to be, its words, and the version on which that is based. Raises Unfit."""
        paragraphs = [each.strip() for each in _BETWEEN.split(self.paragraphs.replace("\r\n", "\n")) if each.strip()]
        copies = [each.strip() for each in self.copies.splitlines() if each.strip()]
        typed = self.model_dump() | {
            "person_id": decree.grant.person_id,
            "body_id": decree.grant.body_id,
            "paragraphs": paragraphs,
            "copies": copies,
            "note": self.note if decree.follows else "-",
        }
        fields = fit(_Draft, typed, labels=_LABELS)
        new = NewDecree(
            person_id=fields.person_id,
            office_ids=tuple(fields.office_ids),
            body_id=fields.body_id,
            role=fields.role,
            valid_from=fields.valid_from,
            valid_until=fields.valid_until,
            seat=fields.seat,
        )
        note = fields.note if decree.follows else None
        if self.anew == "yes":
            return new, Words(note=note), fields.version
        words = Words(
            subject=fields.subject,
            recipient_post=fields.recipient_post,
            greeting=fields.greeting,
            paragraphs=tuple(fields.paragraphs),
            copies=tuple(fields.copies),
            note=note,
        )
        return new, words, fields.version


class TypedDeed(BaseModel):
    """What is typed into the dialogs on the page of a decree; each of them has its own field."""

    version: str = ""
    note: str = ""
    """Of an amendment, or of a return."""
    valid_until: str = ""
    cause: str = ""
    """Why another decree takes the place of this one."""
    reason: str = ""
    """Of a revocation."""
    number: str = ""
    """The number of the office automation, for a signature."""
    fault: str = ""
    """Why a number is annulled."""

    def seen(self) -> int | None:
        """The version that was on the page; None when the form says none, and one that nobody saw for no number."""
        return version_seen(self.version)

    def amendment(self) -> Correction:
        """The correction. Raises Unfit."""
        return Correction(**fit(_Amendment, self.model_dump(), labels=_LABELS).model_dump())

    def returned(self) -> str:
        """The note with which a draft goes back. Raises Unfit."""
        return fit(_Return, self.model_dump(), labels=_LABELS).note

    def succession(self) -> Correction:
        """Why another decree takes the place of this one. Raises Unfit."""
        return Correction(fit(_Succession, self.model_dump(), labels=_LABELS).cause)

    def revocation(self) -> str:
        """The reason. Raises Unfit."""
        return fit(_Revocation, self.model_dump(), labels=_LABELS).reason

    def annulment(self) -> str:
        """The reason. Raises Unfit."""
        return fit(_Annulment, self.model_dump(), labels=_LABELS).fault


def _some(sentence: str) -> BeforeValidator:
    def check(typed: list[str]) -> list[str]:
        if not typed:
            raise ValueError(sentence)
        return typed

    return BeforeValidator(check)


class _Decree(BaseModel):
    person_id: Annotated[Id, given("گیرنده را انتخاب کنید.")]
    office_ids: Annotated[list[Id], Field(max_length=20)]
    body_id: Annotated[Id, given("نهاد را انتخاب کنید.")]
    role: Annotated[Id, given("نقش را انتخاب کنید.")]
    valid_from: TypedDay
    valid_until: TypedDayIfGiven

    @field_validator("valid_until")
    @classmethod
    def _not_before_it_begins(cls, ends: date | None, others: ValidationInfo) -> date | None:
        begins = others.data.get("valid_from")
        if begins and ends and ends < begins:
            raise ValueError("پایان اعتبار پیش از آغاز آن است.")
        return ends


class _OldDecree(_Decree):
    register_no: Annotated[Annotated[str, Field(max_length=60)], given("شماره‌ای را که روی حکم است وارد کنید.")]
    signed_on: TypedDay
    signatory_name: Annotated[str, Field(max_length=120)]
    signatory_title: Annotated[str, Field(max_length=120)]


class _Draft(_Decree):
    office_ids: Annotated[list[Id], _some("دستگاه را انتخاب کنید."), Field(max_length=20)]
    version: int
    seat: Seat
    note: Annotated[Sentence, given("بنویسید چه چیزی و چرا تغییر می‌کند.")]
    subject: Annotated[Line, given("موضوع نامه را بنویسید.")]
    recipient_post: Annotated[Line, given("سمت گیرنده را بنویسید.")]
    greeting: Annotated[Line, given("جمله آغاز نامه را بنویسید.")]
    paragraphs: Annotated[list[Paragraph], _some("متن نامه را بنویسید."), Field(max_length=20)]
    copies: Annotated[list[Line], Field(max_length=40)]


class _Return(BaseModel):
    note: Annotated[Sentence, given("بنویسید چه چیزی باید اصلاح شود.")]


class _Succession(BaseModel):
    cause: Annotated[Sentence, given("دلیل جایگزینی را بنویسید؛ در متن حکم تازه می‌آید.")]


class _Annulment(BaseModel):
    fault: Annotated[Sentence, given("دلیل ابطال را بنویسید؛ در دفتر ثبت می‌شود.")]


class _Amendment(BaseModel):
    note: Annotated[Sentence, given("بنویسید چه چیزی اصلاح می‌شود.")]
    valid_until: TypedDayIfGiven


class _Revocation(BaseModel):
    reason: Annotated[Sentence, given("دلیل لغو را بنویسید؛ در دفتر ثبت می‌شود.")]
