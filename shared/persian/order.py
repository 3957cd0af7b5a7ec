"""The order of names by the Persian alphabet, for the few lists that no database sorts."""

import re
from typing import Final

from shared.persian.digits import latin_digits

_ALPHABET: Final = "آاءأإؤئبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةیى"
_PLACES: Final = {letter: place for place, letter in enumerate(_ALPHABET)} | {
    other: _ALPHABET.index(letter) for other, letter in zip("كيۀىة", "کیهیه", strict=True)
}
_COUNTED = re.compile(r"\w|[^\w\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f]")
_NUMBERS = re.compile(r"([0-9]+)")
_MOST_DIGITS = 30
"""No number in a name is longer."""
_OTHER_SIGN, _NUMBER, _LETTER, _FOREIGN = map(chr, range(4))


class _Keys(dict[int, str]):
    """The key of each letter by its code, worked out when it is first met: text is translated at the speed of C."""

    def __missing__(self, code: int) -> str:
        """Work out the key of a letter; a sign that does not count has an empty one."""
        letter = chr(code)
        self[code] = key = _key(letter) if _COUNTED.match(letter) else ""
        return key


_KEYS: Final = _Keys()


def alphabetical(name: str) -> tuple[str, str]:
    """Return the key by which names are sorted as the database sorts them: «پ» before «ت», «۲» before «۱۰»."""
    pieces = _NUMBERS.split(latin_digits(name).replace("ـ", "").lower())
    return "".join(_number(piece) if place % 2 else piece.translate(_KEYS) for place, piece in enumerate(pieces)), name


def _number(digits: str) -> str:
    """The key of a number: among keys of this kind, the one with fewer digits comes first."""
    counted = digits[:_MOST_DIGITS].lstrip("0")
    return f"{_NUMBER}{chr(len(counted))}{counted}"


def _key(letter: str) -> str:
    if letter.isdecimal():
        return _number(str(int(letter)))
    if letter in _PLACES:
        return _LETTER + chr(_PLACES[letter])
    return (_FOREIGN if letter.isalpha() else _OTHER_SIGN) + letter
