"""What every way to a person has in common: its name, the message, and the four answers to a try."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

ChannelName = Literal["email", "bale"]


class Sent(NamedTuple):
    """The other side took the message, and gave it the name `provider_id`."""

    provider_id: str | None


class Later(NamedTuple):
    """Nothing was delivered, and another try may help: in `after` seconds, if the other side said so.

    `whose` says who is in trouble: our account, so that all messages wait, or only this recipient.
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

    `concurrent` is how many sends it works on at once. Another one waits, while the claim on its delivery runs out.
    """

    concurrent: int
    text_max: int | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier message to the same address."""

    key: str
    """The name of its delivery."""
    provider_id: str | None
    """What the other side called it; None when it was not answered."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person is told, before a channel gives it its form.

    `text` is plain paragraphs without markup. With a `stop_url`, every channel adds a line that says how to stop; the
    page behind it asks first. `one_click_url` takes the POST of a mail program's own button (RFC 8058). This message is
    shown as a continuation of the `earlier` one, if there is one.
    """

    subject: str
    text: str
    link: str | None = None
    link_label: str = "متن کامل"
    stop_url: str | None = None
    one_click_url: str | None = None
    earlier: Earlier | None = None
