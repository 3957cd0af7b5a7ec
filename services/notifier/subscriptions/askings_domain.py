"""How many confirmations may be asked for: each is a letter to somebody who may not have wanted it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple, NewType

from services.notifier.channels.domain import ChannelName
from services.notifier.channels.mailbox_domain import mailbox
from services.notifier.subscriptions.domain import TooManyAsked
from shared.runtime.later import TryLater
from shared.runtime.network import network_of

AskingsId = NewType("AskingsId", str)

_PLACE: Final = "place:"


class TooManyFromHere(TryLater):
    """So many confirmations were asked for from one place that citizens of one household cannot have wanted them."""


class Limit(NamedTuple):
    """How many within how long."""

    most: int
    within: timedelta


OF_MAILBOX: Final = Limit(5, timedelta(days=1))
"""Over all topics. When the owner of the mailbox confirms one, the count begins anew."""
OF_PLACE: Final = Limit(30, timedelta(hours=1))
"""A whole office may share one address."""
KEPT_FOR: Final = max(OF_MAILBOX.within, OF_PLACE.within)


@dataclass(slots=True)
class Askings:
    """The confirmations that were lately asked for: for one mailbox, or from one place."""

    id: AskingsId
    at: list[datetime] = field(default_factory=list)
    last_at: datetime | None = None

    @property
    def limit(self) -> Limit:
        """How many there may be."""
        return OF_PLACE if self.id.startswith(_PLACE) else OF_MAILBOX

    def must_be_few(self, *, at: datetime) -> None:
        """Raise TooManyAsked or TooManyFromHere when there may be no other one now."""
        self.at = [each for each in self.at if at - each < self.limit.within]
        if len(self.at) < self.limit.most:
            return
        if self.limit is OF_PLACE:
            sentence = "درخواست‌های زیادی از این اتصال ثبت شده است؛ یک ساعت دیگر دوباره تلاش کنید."
            raise TooManyFromHere(sentence, seconds=int(OF_PLACE.within.total_seconds()))
        sentence = "برای این نشانی چند بار پیام تأیید ارسال شده است؛ صندوق ایمیل را بررسی کنید."
        raise TooManyAsked(sentence, seconds=int(OF_MAILBOX.within.total_seconds()))

    def count(self, *, at: datetime) -> None:
        """Count one that is sent now."""
        self.at = [*self.at, at]
        self.last_at = at


def askings_for(channel: ChannelName, address: str) -> AskingsId:
    """The name under which those for a mailbox are counted; it does not tell the address."""
    return AskingsId(f"mailbox:{_hidden(f'{channel}|{mailbox(channel, address)}')}")


def askings_from(client: str) -> AskingsId:
    """The name under which those from a place are counted, by its address in the network."""
    return AskingsId(f"{_PLACE}{_hidden(network_of(client) or client)}")


def _hidden(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=12, person=b"ravabet-ask").hexdigest()
