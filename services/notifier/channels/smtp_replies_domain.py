"""What a refusal of a mail server means: whether it is about their address, their box, our server, or only a wait.

Servers agree on little. The enhanced code (RFC 3463), where there is one, says what the trouble is about; the sentence
is read only for what codes are misused for: spam, policy, a full box. In doubt an address is alive, since a wrong
«dead» would end somebody's subscription.
"""

import re
from enum import Enum
from typing import Final, NamedTuple

from services.notifier.channels.domain import Later, Outcome, Rejected, Unknown


class Stage(Enum):
    """At which of our words the server refused. The values are what the ledger calls it."""

    GREETING = "mail server refuses us"
    """It refused the connection, the greeting, TLS or the sign-in."""
    SENDER = "mail server refuses our sender"
    """It refused MAIL."""
    RECIPIENT = "recipient"
    """It refused RCPT."""
    LETTER = "letter"
    """It refused DATA, or the letter after it had read it."""


class Trouble(Enum):
    """What a refusal is about."""

    DEAD = "their address is dead"
    FULL = "their box is full"
    REFUSED = "this letter is refused, or our server by theirs"
    WAIT = "not now, for this recipient"
    ACCOUNT = "our own mail server takes nothing from us now"
    UNCLEAR = "an answer that is no refusal"


class Reply(NamedTuple):
    """A reply of the server: its code, and its sentence as it came."""

    code: int
    text: str = ""

    @property
    def enhanced(self) -> str:
        """The enhanced code without its class, such as `1.1`; empty when there is none."""
        found = _ENHANCED.match(self.text)
        return f"{int(found[2])}.{int(found[3])}" if found else ""

    @property
    def codes(self) -> str:
        """The codes without the sentence, in which servers like to repeat the recipient's address."""
        found = _ENHANCED.match(self.text)
        return f"{self.code} {found[0]}" if found else str(self.code)


def meaning(stage: Stage, reply: Reply) -> Outcome:
    """Return what a refusal says about the letter."""
    match trouble(stage, reply):
        case Trouble.DEAD:
            return Rejected(f"{stage.value} refused: {reply.codes}", address_dead=True)
        case Trouble.FULL | Trouble.REFUSED:
            return Rejected(f"{stage.value} refused: {reply.codes}", address_dead=False)
        case Trouble.WAIT:
            return Later(None, f"{stage.value} not now: {reply.codes}", "recipient")
        case Trouble.ACCOUNT if reply.code == _CLOSING and stage in _ABOUT_ONE_LETTER:
            return Later(None, f"mail server is closing: {reply.codes}", "account")
        case Trouble.ACCOUNT:
            return Later(None, f"{Stage.GREETING.value}: {reply.codes}", "account")
        case Trouble.UNCLEAR:
            return Unknown(f"mail server answered out of turn: {reply.codes}")


def trouble(stage: Stage, reply: Reply) -> Trouble:
    """Return what a refusal is about."""
    if reply.code == _CLOSING or stage is Stage.GREETING:
        return Trouble.ACCOUNT
    if stage is Stage.SENDER:
        return Trouble.REFUSED if reply.enhanced in _TOO_BIG else Trouble.ACCOUNT
    if reply.code < _TEMPORARY:
        return Trouble.UNCLEAR if stage is Stage.LETTER else Trouble.ACCOUNT
    said = _ADDRESS.sub("", reply.text).lower()
    return _for_now(reply, said) if reply.code < _PERMANENT else _for_good(stage, reply, said)


def _for_now(reply: Reply, said: str) -> Trouble:
    if reply.code in _SIGN_IN or reply.enhanced in _SERVER_IS_BUSY:
        return Trouble.ACCOUNT
    # A mailbox that gets too much of it (4.2.x) is about that mailbox; anything else that is too much is about us.
    if _TOO_MUCH.search(said) and not reply.enhanced.startswith("2."):
        return Trouble.ACCOUNT
    return Trouble.WAIT


def _for_good(stage: Stage, reply: Reply, said: str) -> Trouble:
    if reply.code in _SIGN_IN or reply.enhanced in _ABOUT_OUR_SENDER or _RELAY.search(said):
        return Trouble.ACCOUNT
    if reply.enhanced in _TOO_BIG:
        return Trouble.REFUSED
    if reply.enhanced == "2.2" or reply.code == _NO_ROOM or _IS_FULL.search(said):
        return Trouble.FULL
    if reply.enhanced.startswith("7.") or _WE_ARE_REFUSED.search(said):
        return Trouble.REFUSED
    if reply.enhanced in _NO_SUCH_ADDRESS:
        return Trouble.DEAD
    is_vague = reply.enhanced in _VAGUE and reply.code in _NO_SUCH_MAILBOX
    # After the letter, a refusal without a code that names the address is about what stands in the letter.
    return Trouble.DEAD if stage is Stage.RECIPIENT and is_vague else Trouble.REFUSED


_TEMPORARY: Final = 400
_CLOSING: Final = 421
_PERMANENT: Final = 500
_NO_ROOM: Final = 552
_SIGN_IN: Final = frozenset({454, 503, 530, 534, 535, 538})
_NO_SUCH_MAILBOX: Final = frozenset({550, 551, 553})
_ABOUT_ONE_LETTER: Final = frozenset({Stage.RECIPIENT, Stage.LETTER})

_ENHANCED: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")
_NO_SUCH_ADDRESS: Final = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""No such mailbox, no such domain, no address at all, moved away, a domain without mail, a mailbox that is closed."""
_VAGUE: Final = frozenset({"", "0.0", "1.0", "5.0"})
_ABOUT_OUR_SENDER: Final = frozenset({"1.7", "1.8"})
_SERVER_IS_BUSY: Final = frozenset({"3.1", "3.2"})
_TOO_BIG: Final = frozenset({"2.3", "3.4"})

_ADDRESS: Final = re.compile(r"<[^>]*>|\S+@\S+")
_RELAY: Final = re.compile(r"\brelay")
_TOO_MUCH: Final = re.compile(r"\btoo (?:many|much|fast|frequent)|\brate\b|\bthrottl|\bslow down\b")
_IS_FULL: Final = re.compile(r"\bfull\b|quota|\bstorage\b")
_WE_ARE_REFUSED: Final = re.compile(
    r"spam|reputation|block|black ?list|polic(?:y|ies)|denied|banned|prohibit|\bd?n?s?[br]bl\b"
    r"|\bspf\b|\bdkim\b|\bdmarc\b|\bptr\b|reverse dns|authenticat|\bvirus|\btoo (?:many|much)|\brate\b"
)
