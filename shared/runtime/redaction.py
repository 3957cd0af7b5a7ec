"""Takes out of texts for the log what may be a person's data or a secret; the words of a message stay."""

import re
import traceback
from collections.abc import Sequence
from typing import Final

from structlog.typing import ExcInfo

_HIDDEN: Final = "…"
_SECRETS: Final[Sequence[re.Pattern[str]]] = (
    re.compile(r"(?<=://)[^\s/@]+(?=@)"),  # user and password in an address
    re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+"),  # e-mail addresses
    re.compile(r"(?<=\?)\S+"),  # query strings
    re.compile(r"(?<=')[^'\n]+(?=')|(?<=\")[^\"\n]+(?=\")"),  # values that a message quotes
    re.compile(r"(?<!//)(?<=/)[^\s/]*\d[^\s/]*(?=/|\s|$)"),  # parts of a path that are no word: ids, tokens, codes
    re.compile(r"(?<![\w.-])(?=[\w.-]*\d)[\w.-]{20,}"),  # tokens
    re.compile(r"\d{7,}"),  # telephone and national numbers, codes
)
_PLACE: Final = '  File "'


def without_secrets(text: str) -> str:
    """Return the text with all that may be secret replaced by dots."""
    for secret in _SECRETS:
        text = secret.sub(_HIDDEN, text)
    return text


def traceback_without_secrets(exc_info: ExcInfo) -> str:
    """Return a traceback without secrets: libraries put into the messages of errors what they were given."""
    lines = "".join(traceback.format_exception(*exc_info)).rstrip("\n").split("\n")
    return "\n".join(line if line.startswith(_PLACE) else without_secrets(line) for line in lines)
