"""What every way to a person has in common: its name, the message, and the four answers to a try."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

ChannelName = Literal["email", "bale"]


class Sent(NamedTuple):
    """The other side took the message; `provider_id` is what it calls it."""

    provider_id: str | None


class Later(NamedTuple):
    """Nothing was delivered and trying again may help, not before `after` seconds when that is known.

    `whose` says what has to recover: our account (everything waits), or only this recipient.
    """

    after: float | None
    reason: str
    whose: Literal["account", "recipient"]


class Rejected(NamedTuple):
    """It will never be delivered; `address_dead` tells whether other messages to this address would fail too."""

    reason: str
    address_dead: bool


class Unknown(NamedTuple):
    """The message left and no answer was read: it may or may not have been delivered."""

    reason: str


Outcome = Sent | Later | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Caps:
    """What a channel can do.

    `concurrent` is how many sends it works on at once; more of them wait for their turn, which takes lease time.
    """

    concurrent: int
    text_max: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What a person is told, before a channel gives it its form.

    `text` is plain paragraphs without markup. The stop line of every channel hangs on `stop_url`: a page that asks
    before it stops anything. `one_click_url` takes the POST of a mail program's own button (RFC 8058).
    """

    subject: str
    text: str
    link: str | None = None
    link_label: str = "متن کامل"
    stop_url: str | None = None
    one_click_url: str | None = None
