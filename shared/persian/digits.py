"""Digits: shown Persian, typed any."""

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_LATIN = "0123456789"
_TO_PERSIAN = str.maketrans(_LATIN + _ARABIC, _PERSIAN + _PERSIAN)
_TO_LATIN = str.maketrans(_PERSIAN + _ARABIC, _LATIN + _LATIN)


def persian_digits(value: str | int) -> str:
    """Show every digit as people here write it: ۰–۹."""
    return str(value).translate(_TO_PERSIAN)


def latin_digits(text: str) -> str:
    """Read Persian and Arabic digits as 0–9; everything else stays."""
    return text.translate(_TO_LATIN)


def grouped(number: int) -> str:
    """Show a number in groups of three: «۱۲٬۳۴۵»."""
    return persian_digits(f"{number:,}".replace(",", "٬"))
