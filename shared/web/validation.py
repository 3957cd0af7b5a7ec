"""Sentences for Pydantic's validation errors, which say what to do."""

from collections.abc import Mapping
from typing import Any

from shared.language.shown import digits
from shared.language.speech import gettext

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


def sentence_of(fault: Mapping[str, Any]) -> str:
    """Return the sentence about a wrong field, for the person who filled it in."""
    context = fault.get("ctx", {})
    if fault["type"] == "value_error" and context.get("error"):
        return gettext(str(context["error"]))
    sentence = gettext(_SENTENCES.get(fault["type"], "این مقدار درست نیست."))
    return sentence.format(**{name: digits(str(value)) for name, value in context.items()})
