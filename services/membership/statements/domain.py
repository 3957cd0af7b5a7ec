"""The compact signed statement in a letter's QR code: who checks it needs the published key, and no network (ADR 43).

The code of a letter is the address where it is checked, and after `#`, which browsers send to nobody, the statement:
`HTTPS://COUNTY.EXAMPLE/V/8347221096#…`. Whoever scans it with a plain phone comes to that page; the page `/v/offline`,
or any program that follows ADR 43, reads what is signed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from typing import Final, Protocol

from services.membership.statements.writing_domain import Unreadable, Writer, in_signs, of_signs, packed, unpacked

VERSION: Final = 1
KEY_ID_BYTES: Final = 4
SIGNATURE_BYTES: Final = 64
PURPOSE: Final = b"ravabet/statement/1\n"
"""Stands before what is signed, so that no signature of this key is good for anything else."""
CODE_DIGITS: Final = 10
_CODE = re.compile(f"[0-9]{{{CODE_DIGITS}}}")
_ADDRESS = re.compile(r"https?://[^/#]+/v/([0-9]+)#(.*)", re.IGNORECASE | re.DOTALL)
_DAY_0: Final = date(1970, 1, 1)
_LAST_DAY: Final = 0xFFFF
_MOST_TEXT: Final = 160
"""Bytes of all texts together: the QR code of a letter then has at most 65 modules at a side (version 12, error M)."""
_SHORTEST: Final = 24
"""Shorter than so many bytes no text is cut."""
_IS_SAMPLE: Final = 0x80
_CUT: Final = "…"


class Kind(IntEnum):
    """What kind of letter it is. Numbers are never used again: letters are on paper."""

    DECREE = 1
    CERTIFICATE = 2
    INVITATION = 3


class NotAStatement(Exception):
    """The text is no statement, or one of a later version, or was changed, or was signed by nobody we know."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the county signs about one letter on the day of its registration; what happens later is not in it."""

    code: str
    """The verification code, ten Latin digits."""
    number: str
    dated: date
    name: str
    role: str
    body: str
    office: str
    valid_until: date | None = None
    kind: Kind = Kind.DECREE
    is_sample: bool = False
    """Whether the letter belongs to a demonstration and has no legal force."""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError("a verification code has ten digits")

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts in the order in which they are written."""
        return (self.number, self.name, self.role, self.body, self.office)


class SigningKey(Protocol):
    """The private half of the county's key for statements."""

    @property
    def key_id(self) -> bytes:
        """The first bytes of the thumbprint (RFC 7638) of the key, by which its public half is found."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature: ECDSA on P-256 with SHA-256, r and s of 32 bytes each."""


class PublicKey(Protocol):
    """The public half of a key."""

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's."""


def signed(statement: Statement, key: SigningKey) -> str:
    """Return the statement as text, signed, in signs that need little room in a QR code and that no URL escapes.

    Texts that need too much room are cut with an ellipsis, the offices first. Raises ValueError for days that cannot
    be written (before 1970 or after 2149).
    """
    message = bytes([VERSION]) + key.key_id + _content(_fitting(statement))
    return in_signs(message + key.sign(PURPOSE + message))


def address(public_url: str, statement: Statement, key: SigningKey) -> str:
    """Return the text of the QR code. In capitals, since these need little room there; scheme and host know no case."""
    return f"{public_url.upper()}/V/{statement.code}#{signed(statement, key)}"


def read(text: str, keys: Mapping[bytes, PublicKey]) -> Statement:
    """Return the statement in the text of a QR code, or in what stands there after `#`.

    `keys` are found by their id. Raises NotAStatement unless every bit is as it was signed.
    """
    found = _ADDRESS.fullmatch(text.strip())
    code, token = (found[1], found[2]) if found else (None, text.strip())
    try:
        raw = of_signs(token)
        message, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
        head = 1 + KEY_ID_BYTES
        key = keys.get(message[1:head])
        if not message or message[0] != VERSION or key is None or not key.verifies(PURPOSE + message, signature):
            raise NotAStatement
        statement = _statement(message[head:])
    except (Unreadable, ValueError) as error:
        raise NotAStatement from error
    if code not in {None, statement.code}:
        raise NotAStatement
    return statement


def _content(statement: Statement) -> bytes:
    written = Writer()
    written.number(statement.kind | (_IS_SAMPLE if statement.is_sample else 0), size=1)
    written.number(int(statement.code), size=5)
    written.number(_day(statement.dated), size=2)
    written.number(_day(statement.valid_until) if statement.valid_until else 0, size=2)
    for text in statement.texts:
        written.text(packed(text))
    return written.bytes


def _statement(content: bytes) -> Statement:
    kind, code, dated, until = content[0:1], content[1:6], content[6:8], content[8:10]
    texts, rest = [], content[10:]
    for _ in range(5):
        if not rest or len(rest) <= rest[0]:
            raise NotAStatement
        texts.append(unpacked(rest[1 : 1 + rest[0]]))
        rest = rest[1 + rest[0] :]
    number, name, role, body, office = texts
    last = int.from_bytes(until)
    statement = Statement(
        code=f"{int.from_bytes(code):0{CODE_DIGITS}}",
        number=number,
        dated=_DAY_0 + timedelta(days=int.from_bytes(dated)),
        name=name,
        role=role,
        body=body,
        office=office,
        valid_until=_DAY_0 + timedelta(days=last) if last else None,
        kind=Kind(int.from_bytes(kind) & ~_IS_SAMPLE),
        is_sample=bool(kind[0] & _IS_SAMPLE),
    )
    if _content(statement) != content:  # each statement has one spelling
        raise NotAStatement
    return statement


def _day(day: date) -> int:
    number = (day - _DAY_0).days
    if not 0 < number <= _LAST_DAY:
        raise ValueError("a day that cannot be written")
    return number


def _fitting(statement: Statement) -> Statement:
    """The statement with texts that are short enough together; the office is cut first, the number never."""
    statement = replace(statement, office=_cut(statement.office, _too_much(statement)))
    statement = replace(statement, body=_cut(statement.body, _too_much(statement)))
    statement = replace(statement, role=_cut(statement.role, _too_much(statement)))
    return replace(statement, name=_cut(statement.name, _too_much(statement)))


def _too_much(statement: Statement) -> int:
    return sum(len(packed(text)) for text in statement.texts) - _MOST_TEXT


def _cut(text: str, over: int) -> str:
    most = max(len(packed(text)) - over, _SHORTEST)
    if over <= 0 or len(packed(text)) <= most:
        return text
    while text and len(packed(text + _CUT)) > most:
        text = text[:-1]
    return text.rstrip() + _CUT
