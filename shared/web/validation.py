"""Sentences for Pydantic's validation errors, which say what to do."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime

from shared.language.shown import digits, wrong_date
from shared.language.speech import gettext
from shared.persian.jalali import JalaliDate, NotADate

_SENTENCES = {
    "missing": "این فیلد لازم است.",
    "string_type": "اینجا باید متن وارد شود.",
    "int_type": "اینجا باید عدد وارد شود.",
    "int_parsing": "اینجا باید عدد وارد شود.",
    "bool_type": "اینجا باید بله یا خیر باشد.",
    "bool_parsing": "اینجا باید بله یا خیر باشد.",
    "list_type": "اینجا باید یک فهرست باشد.",
    "dict_type": "اینجا باید نام و مقدار باشد.",
    "extra_forbidden": "این فیلد شناخته‌شده نیست؛ نام آن را بررسی کنید.",
    "date_from_datetime_parsing": "تاریخ را به شکل ۲۰۲۶-۱۱-۲۲ بنویسید.",
    "date_parsing": "تاریخ را به شکل ۲۰۲۶-۱۱-۲۲ بنویسید.",
    "string_pattern_mismatch": "شکل این مقدار درست نیست.",
    "string_too_long": "حداکثر {max_length} نویسه بنویسید.",
    "string_too_short": "این فیلد نباید خالی باشد.",
    "too_short": "این فیلد نباید خالی باشد.",
    "too_long": "حداکثر {max_length} مورد بنویسید.",
    "greater_than_equal": "عدد باید حداقل {ge} باشد.",
    "less_than_equal": "عدد باید حداکثر {le} باشد.",
    "literal_error": "این مقدار یکی از مقدارهای مجاز نیست.",
    "enum": "این مقدار یکی از مقدارهای مجاز نیست.",
}


def _in_calendar(day: date) -> date:
    try:
        JalaliDate.of(day)
    except NotADate as error:
        raise ValueError(wrong_date(error)) from error
    return day


Day = Annotated[date, AfterValidator(_in_calendar)]
"""A Gregorian day that a program sends, and that the Jalali calendar has: pages show it in that one."""


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("این زمان در تقویم نیست.") from error


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant that a program or a form sends, in UTC. Some of the first and last hours of all times have none there."""


def sentence_of(fault: Mapping[str, Any]) -> str:
    """Return the sentence about a wrong field, for the person who filled it in."""
    context = fault.get("ctx", {})
    if fault["type"] == "value_error" and context.get("error"):
        return gettext(str(context["error"]))
    sentence = gettext(_SENTENCES.get(fault["type"], "این مقدار درست نیست."))
    return sentence.format(**{name: digits(str(value)) for name, value in context.items()})
