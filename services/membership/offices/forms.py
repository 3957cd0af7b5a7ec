"""What is typed about an office, read with the same limits as the JSON interface."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from services.membership.offices.api import (
    Address,
    Aliases,
    Email,
    HallCapacity,
    HeadTitle,
    Name,
    Phones,
    ShortName,
    SizeClass,
    Website,
    WorkWeek,
)
from services.membership.offices.domain import Office
from services.membership.offices.usecases import GivenFacts
from shared.language.shown import digits, numeric_date
from shared.persian.digits import latin_digits
from shared.web.forms import TypedDay, TypedDayIfGiven, fit, given
from shared.web.slugs import Slug

_LABELS = {
    "id": "شناسه",
    "name": "نام دستگاه",
    "short_name": "نام کوتاه",
    "kind": "نوع",
    "head_title": "عنوان رئیس",
    "address": "نشانی",
    "phones": "تلفن‌ها",
    "aliases": "نام‌های دیگر",
    "hall_capacity": "گنجایش سالن",
    "active_from": "آغاز کار",
    "on": "روز بسته شدن",
}
_YES = "yes"


class TypedOffice(BaseModel):
    """The form of an office. `version` is the one that the person saw; lists have one line for each item."""

    id: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    executive: str = ""
    size_class: str = "B"
    head_title: str = ""
    address: str = ""
    phones: str = ""
    email: str = ""
    website: str = ""
    aliases: str = ""
    parent_id: str = ""
    hall_capacity: str = ""
    can_host: str = ""
    work_week: str = "thu_fri"
    publishes_directly: str = ""
    active_from: str = ""
    version: str = ""

    @classmethod
    def of(cls, office: Office) -> "TypedOffice":
        """The form of an office as it is now."""
        facts = office.facts
        return cls(
            id=office.id,
            name=facts.name,
            short_name=facts.short_name if facts.short_name != facts.name else "",
            kind=facts.kind,
            executive=_YES if facts.executive else "no",
            size_class=facts.size_class,
            head_title=facts.head_title,
            address=facts.address,
            phones="\n".join(facts.phones or ([facts.phone] if facts.phone else [])),
            email=facts.email,
            website=facts.website,
            aliases="\n".join(facts.aliases),
            parent_id=facts.parent_id or "",
            hall_capacity="" if facts.hall_capacity is None else digits(facts.hall_capacity),
            can_host=_YES if facts.can_host else "",
            work_week=facts.work_week,
            publishes_directly=_YES if facts.publishes_directly else "",
            active_from=numeric_date(facts.active_from),
            version=str(office.version),
        )

    def read_new(self) -> tuple[str, GivenFacts]:
        """The id and the facts of a new office. Raises Unfit."""
        new = fit(_NewOffice, self.model_dump(), labels=_LABELS)
        return new.id, new.given()

    def read(self) -> GivenFacts:
        """The facts. Raises Unfit."""
        return fit(_Office, self.model_dump(), labels=_LABELS).given()

    @property
    def seen(self) -> int | None:
        """The version that the person saw, if the form says it."""
        return int(self.version) if self.version.isascii() and self.version.isdecimal() else None


class TypedClosing(BaseModel):
    """The form that closes an office."""

    on: str = ""
    successor: str = ""

    def read(self) -> tuple[date, str | None]:
        """The day, and the successor if one is chosen. Raises Unfit."""
        closing = fit(_Closing, self.model_dump(), labels=_LABELS)
        return closing.on, closing.successor


def _lines(typed: str) -> list[str]:
    return [line for line in map(str.strip, typed.splitlines()) if line]


def _or_none(typed: str) -> str | None:
    return latin_digits(typed).strip() or None


def _checked(typed: str) -> bool:
    return typed == _YES


Checked = Annotated[bool, BeforeValidator(_checked)]


class _Office(BaseModel):
    name: Annotated[Name, given("نام دستگاه را وارد کنید.")]
    short_name: Annotated[ShortName | None, BeforeValidator(_or_none)]
    kind: Annotated[str, Field(max_length=60), given("نوع دستگاه را انتخاب کنید.")]
    executive: str
    size_class: SizeClass
    head_title: HeadTitle
    address: Address
    phones: Annotated[Phones, BeforeValidator(_lines)]
    email: Email
    website: Website
    aliases: Annotated[Aliases, BeforeValidator(_lines)]
    parent_id: Annotated[str | None, BeforeValidator(_or_none)]
    hall_capacity: Annotated[HallCapacity | None, BeforeValidator(_or_none)]
    can_host: Checked
    work_week: WorkWeek
    publishes_directly: Checked
    active_from: TypedDayIfGiven

    def given(self) -> GivenFacts:
        """What was typed, for the use case."""
        others: dict[str, Any] = self.model_dump(exclude={"id", "name", "kind", "executive", "active_from"})
        others["short_name"] = self.short_name or self.name
        if self.executive:
            others["executive"] = _checked(self.executive)
        if self.active_from:
            others["active_from"] = self.active_from
        return GivenFacts(name=self.name, kind=self.kind, others=others)


class _NewOffice(_Office):
    id: Annotated[Slug, given("شناسه را وارد کنید.")]


class _Closing(BaseModel):
    on: TypedDay
    successor: Annotated[str | None, BeforeValidator(_or_none)]
