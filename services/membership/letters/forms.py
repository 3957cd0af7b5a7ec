"""What is typed about series and delegations, and with every letter."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from services.membership.letters.chancery_usecases import NewDelegation
from services.membership.letters.series_domain import Numbering, Series, Source, WrongSeries
from shared.language.shown import digits
from shared.persian.digits import latin_digits
from shared.web.forms import TypedDay, Unfit, fit, given

_MOST_DIGITS = 9
_LABELS = {
    "series": "حرف سری",
    "number_format": "قالب شماره",
    "width": "تعداد رقم‌ها",
    "start_year": "سال آغاز",
    "start_number": "شماره آغاز",
    "from_person_id": "تفویض‌کننده",
    "to_person_id": "امضاکننده",
    "letter_no": "شماره نامه",
    "dated_on": "تاریخ نامه",
    "until": "آخرین روز",
}


class TypedSeries(BaseModel):
    """The form of a series."""

    series: str = ""
    source: str = "own"
    number_format: str = ""
    width: str = ""
    start_year: str = ""
    start_number: str = ""
    checked_first: str = ""
    version: str = ""

    @classmethod
    def of(cls, series: Series) -> "TypedSeries":
        """The form as it is opened."""
        rules = series.numbering
        return cls(
            series=series.id,
            source=rules.source,
            number_format=rules.number_format,
            width=digits(rules.width),
            start_year=digits(rules.start_year) if rules.start_year else "",
            start_number=digits(rules.start_number),
            checked_first="yes" if series.checked_first else "",
            version=str(series.version),
        )

    def read(self) -> tuple[str, Numbering, int]:
        """The series, its rules, and the version on which they are based. Raises Unfit."""
        read = fit(_Series, self.model_dump(), labels=_LABELS)
        try:
            rules = Numbering(read.source, read.number_format, read.width, read.start_year, read.start_number)
        except WrongSeries as refusal:
            raise Unfit({"number_format": str(refusal)}) from refusal
        return read.series, rules, read.version


class TypedDelegation(BaseModel):
    """The form of a delegation."""

    name: str = ""
    """Words by which the person is looked for who is to sign."""
    from_person_id: str = ""
    to_person_id: str = ""
    letter_no: str = ""
    dated_on: str = ""
    until: str = ""
    search: str = ""

    def read(self) -> NewDelegation:
        """The delegation. Raises Unfit."""
        return NewDelegation(**fit(_Delegation, self.model_dump(), labels=_LABELS).model_dump())


def _number(typed: Any) -> Any:
    return latin_digits(typed.strip()) if isinstance(typed, str) else typed


def _number_if_given(typed: Any) -> Any:
    return _number(typed) or None


class _Series(BaseModel):
    series: Annotated[str, Field(max_length=10), given("حرف سری را وارد کنید.")]
    source: Source
    number_format: Annotated[str, Field(max_length=60), given("قالب شماره را وارد کنید.")]
    width: Annotated[Annotated[int, Field(ge=1, le=8)], BeforeValidator(_number)]
    start_year: Annotated[Annotated[int, Field(ge=1300, le=1600)] | None, BeforeValidator(_number_if_given)]
    start_number: Annotated[Annotated[int, Field(ge=1, le=9_999_999)], BeforeValidator(_number)]
    version: int


class _Delegation(BaseModel):
    from_person_id: Annotated[str, given("تفویض‌کننده را انتخاب کنید.")]
    to_person_id: Annotated[str, given("کسی را که امضا می‌کند انتخاب کنید.")]
    letter_no: Annotated[str, Field(max_length=60), given("شماره نامه تفویض را وارد کنید.")]
    dated_on: TypedDay
    until: TypedDay


def version_seen(typed: str) -> int | None:
    """The version that was on a page; None when the form says none, and one that nobody saw for no number."""
    if not typed:
        return None
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    return int(typed) if is_number else -1
