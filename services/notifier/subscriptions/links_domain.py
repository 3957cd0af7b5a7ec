"""The links in messages: each does one thing for one subscription, and nobody can forge one."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal, get_args

from services.notifier.subscriptions.domain import SubscriptionId, SubscriptionNotFound

Deed = Literal["confirm", "stop"]


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads links with one secret key."""

    key: bytes
    public_url: str

    def make(self, deed: Deed, subscription: SubscriptionId, *, stops: int = 0) -> str:
        """The whole address. With `stops`, the link is only good until the subscription is stopped once more."""
        return f"{self.public_url}/u/{self.token(deed, subscription, stops=stops)}"

    def token(self, deed: Deed, subscription: SubscriptionId, *, stops: int = 0) -> str:
        """The last part of the address."""
        what = f"{subscription}-{stops}" if stops else subscription
        return f"{deed}.{what}.{self._seal(deed, what)}"

    def read(self, token: str) -> tuple[Deed, SubscriptionId, int]:
        """Find what a link is for, and how many stops came before it. Raises SubscriptionNotFound for a forged one."""
        deed, _, rest = token.partition(".")
        what, _, seal = rest.partition(".")
        for known in get_args(Deed):
            genuine = self._seal(known, what)
            if deed == known and hmac.compare_digest(genuine.encode(), seal.encode()):
                subscription, _, stops = what.partition("-")
                return known, SubscriptionId(subscription), int(stops or 0)
        raise SubscriptionNotFound("این پیوند درست نیست؛ آن را به‌طور کامل از پیام کپی کنید.")

    def _seal(self, deed: str, what: str) -> str:
        return hmac.new(self.key, f"{deed}.{what}".encode(), hashlib.sha256).hexdigest()[:32]
