"""The order of names by the Persian alphabet, for the few lists that no database sorts."""

import re
from typing import Final

from shared.persian.digits import latin_digits

_ALPHABET: Final = "آاءأإؤئبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةیى"
_PLACES: Final = {letter: place for place, letter in enumerate(_ALPHABET)} | {
    other: _ALPHABET.index(letter) for other, letter in zip("كيۀىة", "کیهیه", strict=True)
}
_PIECES = re.compile(r"[0-9]+|\w|[^\w\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f]")
_MOST_DIGITS = 30
"""No number in a name is longer, and Python reads none of thousands of digits."""
_OTHER_SIGN, _NUMBER, _LETTER, _FOREIGN = range(4)


def alphabetical(name: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """Return the key by which names are sorted as the database sorts them: «پ» before «ت», «۲» before «۱۰»."""
    return tuple(map(_place, _PIECES.findall(latin_digits(name).replace("ـ", "").lower()))), name


def _place(piece: str) -> tuple[int, int]:
    if piece.isdecimal():
        return _NUMBER, int(piece[:_MOST_DIGITS])
    if piece in _PLACES:
        return _LETTER, _PLACES[piece]
    return (_FOREIGN, ord(piece)) if piece.isalpha() else (_OTHER_SIGN, ord(piece))
