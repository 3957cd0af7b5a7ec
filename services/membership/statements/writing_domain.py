"""How a statement is written: Persian in one byte a letter, and bytes in signs that QR codes pack well.

Nothing here may ever change for a version that is on paper: a new form needs a new version of the statement.
"""

from typing import Final

LETTERS: Final = (
    "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءأإؤئةيكۀ"  # stays Persian: an alphabet
    "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654"
    "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"
    "،؛؟٪٫٬«»…–—"
    "\u200c\u200d\u200e\u200f"
)
"""The letters of the bytes from 0x80; those of 0x20 to 0x7E are ASCII."""
SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-+/.:"
"""Forty-one signs: in the alphanumeric mode of QR codes, and allowed after the `#` of a URL as they are (RFC 3986).

Three of them write two bytes, as in base 45 (RFC 9285), whose other four signs a URL has to escape or a phone may
take apart. The last sign of a text is never a stop or a colon, which programs cut off the end of an address.
"""
_ESCAPE: Final = 0x1B
_FIRST_LETTER: Final = 0x80
_PRINTABLE: Final = range(0x20, 0x7F)
_BYTE_OF: Final = {letter: _FIRST_LETTER + at for at, letter in enumerate(LETTERS)}
_VALUE_OF: Final = {sign: value for value, sign in enumerate(SIGNS)}
_BASE: Final = len(SIGNS)
_MOST_OF_TWO, _MOST_OF_ONE = 0xFFFF, 0xFF
_LONGEST: Final = 0xFF


class Unreadable(Exception):
    """What is read was not written here."""


class Writer:
    """Puts numbers and texts one after the other."""

    def __init__(self) -> None:
        self.bytes = b""

    def number(self, number: int, *, size: int) -> None:
        """Write a number in so many bytes, the greatest first."""
        self.bytes += number.to_bytes(size)

    def text(self, text: bytes) -> None:
        """Write a text after its length. Raises ValueError when it is too long for one byte of length."""
        if len(text) > _LONGEST:
            raise ValueError("a text that is too long")
        self.bytes += bytes([len(text)]) + text


def packed(text: str) -> bytes:
    """Return a text with one byte for each Persian or ASCII sign, and four for any other."""
    return b"".join(_byte(sign) for sign in text)


def unpacked(content: bytes) -> str:
    """Return the text. Raises Unreadable."""
    found, at = [], 0
    while at < len(content):
        byte = content[at]
        at += 1
        if byte in _PRINTABLE:
            found.append(chr(byte))
        elif _FIRST_LETTER <= byte < _FIRST_LETTER + len(LETTERS):
            found.append(LETTERS[byte - _FIRST_LETTER])
        elif byte == _ESCAPE and at + 3 <= len(content):
            try:
                found.append(chr(int.from_bytes(content[at : at + 3])))
            except (ValueError, OverflowError) as error:
                raise Unreadable from error
            at += 3
        else:
            raise Unreadable
    return "".join(found)


def in_signs(content: bytes) -> str:
    """Return bytes as signs: three for two bytes, the least value first, and two for a byte that is left."""
    text = ""
    for at in range(0, len(content), 2):
        two = content[at : at + 2]
        value = int.from_bytes(two)
        for _ in range(len(two) + 1):
            text += SIGNS[value % _BASE]
            value //= _BASE
    return text


def of_signs(text: str) -> bytes:
    """Return the bytes. Raises Unreadable for any text that `in_signs` did not make."""
    content = b""
    for at in range(0, len(text), 3):
        three = text[at : at + 3]
        try:
            value = sum(_VALUE_OF[sign] * _BASE**place for place, sign in enumerate(three))
        except KeyError as error:
            raise Unreadable from error
        size = len(three) - 1
        if size == 0 or value > (_MOST_OF_TWO if size == len("ab") else _MOST_OF_ONE):
            raise Unreadable
        content += value.to_bytes(size)
    return content


def _byte(sign: str) -> bytes:
    if ord(sign) in _PRINTABLE:
        return sign.encode()
    if sign in _BYTE_OF:
        return bytes([_BYTE_OF[sign]])
    return bytes([_ESCAPE]) + ord(sign).to_bytes(3)
