"""Limits how often one client may ask for what pays to guess, or costs to answer.

A process counts in its memory: with several replicas a client gets as much of each. Of each client one instant is kept;
`limits`, the usual library, keeps an entry for each request, and a timer to forget it.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.later import TryLater
from shared.runtime.network import network_of
from shared.web.client import client_address
from shared.web.parts import parts_of
from shared.web.refusals import refused

_MOST_CLIENTS = 50_000


class TooManyRequests(TryLater):
    """One client asks for the same too often."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A FastAPI dependency that admits so many requests of one client at once, and then as many in `seconds`.

    Routes that name the same limit share it.
    """

    name: str
    times: int
    seconds: float

    async def __call__(self, request: Request) -> None:
        """Count the request, once however often its endpoint runs again. Raises TooManyRequests."""
        counted: set[Limit] = request.scope.setdefault("state", {}).setdefault("limits", set())
        if self in counted:
            return
        counted.add(self)
        parts_of(request.app)[Turnstile].count(self, client_address(request.scope))


class Turnstile:
    """Counts the requests of each client (GCRA: the instant at which the client has everything free again)."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free_at: dict[tuple[Limit, str], float] = {}

    def count(self, limit: Limit, client: str) -> None:
        """Count one request. Raises TooManyRequests with the seconds after which the next one is admitted."""
        now, key = self._clock(), (limit, network_of(client))
        step = limit.seconds / limit.times
        free_at = max(self._free_at.get(key, now), now) + step
        if (wait := free_at - limit.seconds - now) > step / 1000:
            seconds = math.ceil(wait)
            refused("request.refused", "too_often")
            raise TooManyRequests(
                _("تعداد درخواست‌ها بیش از حد است؛ %(seconds)s ثانیه دیگر دوباره تلاش کنید.", seconds=digits(seconds)),
                seconds=seconds,
            )
        if len(self._free_at) >= _MOST_CLIENTS:
            self._forget(now)
        self._free_at[key] = free_at

    def _forget(self, now: float) -> None:
        busy = {key: free_at for key, free_at in self._free_at.items() if free_at > now}
        self._free_at = busy if len(busy) < _MOST_CLIENTS else {}
