"""The links in messages: each does one thing for one subscription, and nobody can forge one."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from services.notifier.subscriptions.domain import SubscriptionId, SubscriptionNotFound

Deed = Literal["confirm", "stop"]


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links with one secret key, and reads those of some other keys, too."""

    key: bytes
    public_url: str
    also: Sequence[bytes] = ()
    """Keys whose links are still good: those before, and one that other replicas may use already."""

    def make(self, deed: Deed, subscription: SubscriptionId, *, stops: int = 0) -> str:
        """The whole address. With `stops`, the link is only good until the subscription is stopped once more."""
        return f"{self.public_url}/u/{self.token(deed, subscription, stops=stops)}"

    def token(self, deed: Deed, subscription: SubscriptionId, *, stops: int = 0) -> str:
        """The last part of the address."""
        what = f"{subscription}-{stops}" if stops else subscription
        return f"{deed}.{what}.{_seal(self.key, deed, what)}"

    def read(self, token: str) -> tuple[Deed, SubscriptionId, int]:
        """Find what a link is for, and how many stops came before it. Raises SubscriptionNotFound for a forged one."""
        deed, _, rest = token.partition(".")
        what, _, seal = rest.partition(".")
        for known in get_args(Deed):
            if deed == known and self._is_genuine(seal, known, what):
                subscription, _, stops = what.partition("-")
                return known, SubscriptionId(subscription), int(stops or 0)
        raise SubscriptionNotFound("این پیوند درست نیست؛ آن را به‌طور کامل از پیام کپی کنید.")

    def _is_genuine(self, seal: str, deed: str, what: str) -> bool:
        # All keys are tried, so that the time tells nothing.
        tried = [hmac.compare_digest(_seal(key, deed, what).encode(), seal.encode()) for key in (self.key, *self.also)]
        return any(tried)


def _seal(key: bytes, deed: str, what: str) -> str:
    return hmac.new(key, f"{deed}.{what}".encode(), hashlib.sha256).hexdigest()[:32]
