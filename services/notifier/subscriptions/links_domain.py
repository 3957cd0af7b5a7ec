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

    def make(self, deed: Deed, subscription: SubscriptionId) -> str:
        """The whole address."""
        return f"{self.public_url}/u/{self.token(deed, subscription)}"

    def token(self, deed: Deed, subscription: SubscriptionId) -> str:
        """The last part of the address."""
        return f"{deed}.{subscription}.{self._seal(deed, subscription)}"

    def read(self, token: str) -> tuple[Deed, SubscriptionId]:
        """Find what a link is for. Raises SubscriptionNotFound when we did not make it."""
        deed, _, rest = token.partition(".")
        subscription, _, seal = rest.partition(".")
        for known in get_args(Deed):
            genuine = self._seal(known, SubscriptionId(subscription))
            if deed == known and hmac.compare_digest(genuine.encode(), seal.encode()):
                return known, SubscriptionId(subscription)
        raise SubscriptionNotFound("این پیوند درست نیست؛ آن را به‌طور کامل از پیام کپی کنید.")

    def _seal(self, deed: str, subscription: str) -> str:
        return hmac.new(self.key, f"{deed}.{subscription}".encode(), hashlib.sha256).hexdigest()[:32]
