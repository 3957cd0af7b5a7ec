"""Persian digits: how numbers are shown, and how digits of any script are read."""

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_LATIN = "0123456789"
_TO_PERSIAN = str.maketrans(_LATIN + _ARABIC, _PERSIAN + _PERSIAN)
_TO_LATIN = str.maketrans(_PERSIAN + _ARABIC, _LATIN + _LATIN)


def persian_digits(value: str | int) -> str:
    """Return the text with Persian digits: ۰–۹."""
    return str(value).translate(_TO_PERSIAN)


def latin_digits(text: str) -> str:
    """Return the text with Persian and Arabic digits as 0–9; everything else stays."""
    return text.translate(_TO_LATIN)


def grouped(number: int) -> str:
    """Return a number in Persian digits in groups of three: «۱۲٬۳۴۵»."""
    return persian_digits(f"{number:,}".replace(",", "٬"))
