"""E-mail addresses that people type or paste."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from shared.persian.digits import latin_digits


def email_address(typed: str) -> str:
    """Return the address as mail servers take it: in lower case, with the `xn--` form of a domain in other letters.

    Takes also what lies around a pasted address: invisible marks, `mailto:`, a name with brackets, and punctuation.
    Raises ValueError with a Persian sentence.
    """
    try:
        found = validate_email(
            _bare(typed), check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True
        )
    except EmailNotValidError as error:
        raise ValueError(_WRONG) from error
    if found.ascii_email is None or any(map(_looks_like_another, found.domain.split("."))):
        raise ValueError(_WRONG)
    return found.ascii_email.lower()


def email_if_given(typed: str) -> str:
    """Return the address, or nothing when nothing is typed. Raises ValueError with a Persian sentence."""
    return email_address(typed) if typed.strip() else ""


def _bare(typed: str) -> str:
    visible = "".join(sign for sign in typed if unicodedata.category(sign) != "Cf" or sign in _JOINERS)
    text = latin_digits(visible).replace("＠", "@").strip(_AROUND)
    in_brackets = _NAME_AND_ADDRESS.fullmatch(text)
    text = in_brackets[1].strip(_AROUND) if in_brackets else text
    if text.lower().startswith(_MAILTO):
        text = text[len(_MAILTO) :].partition("?")[0]
    return text.strip(_AROUND)


def _looks_like_another(label: str) -> bool:
    """Whether a part of a domain mixes alphabets whose letters look alike, such as a Cyrillic «а» among Latin ones."""
    alphabets = {unicodedata.name(sign, "").partition(" ")[0] for sign in label if sign.isalpha()}
    return len(alphabets & _ALIKE) > 1


_WRONG = "این نشانی ایمیل درست نیست؛ شکل آن name@example.ir است."
_JOINERS = "\u200c\u200d"
"""Inside a Persian domain they are part of a word: without them it would be somebody else's."""
_AROUND = "".join(map(chr, range(0x21))) + "\u00a0\u2003\u2009\u202f\u3000" + _JOINERS + ".,;:،؛\"'«»“”‘’()[]"
_NAME_AND_ADDRESS = re.compile(r"[^<>\r\n]*<([^<>\r\n]*)>?")
_MAILTO = "mailto:"
_ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
