"""Limits how often one client may ask for what pays to guess, or costs to answer.

A process counts in its memory: with several replicas a client gets as much of each. Of each client one instant is kept;
`limits`, the usual library, keeps an entry for each request, and a timer to forget it.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from typing_extensions import override

from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.later import TryLater
from shared.runtime.meter import Meter
from shared.runtime.network import network_of
from shared.web.client import client_address
from shared.web.parts import parts_of
from shared.web.refusals import refused


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


@dataclass(frozen=True, slots=True)
class Guesses(Limit):
    """A dependency that admits a client until so many of its guesses were wrong; those that are right cost nothing."""

    @override
    async def __call__(self, request: Request) -> None:
        """Look whether the client may guess again, and count nothing. Raises TooManyRequests."""
        parts_of(request.app)[Turnstile].look(self, client_address(request.scope))

    def missed(self, request: Request) -> None:
        """Count a wrong guess. Raises TooManyRequests when others of the client's came in between."""
        parts_of(request.app)[Turnstile].count(self, client_address(request.scope))


class Turnstile:
    """Counts the requests of each client."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.meter = Meter()
        self._clock = clock

    def count(self, limit: Limit, client: str) -> None:
        """Count one request. Raises TooManyRequests with the seconds after which the next one is admitted."""
        step = limit.seconds / limit.times
        _refuse(self.meter.count((limit, network_of(client)), now=self._clock(), step=step, at_once=limit.times))

    def look(self, limit: Limit, client: str) -> None:
        """Raise TooManyRequests as `count` would, and count nothing."""
        step = limit.seconds / limit.times
        _refuse(self.meter.wait((limit, network_of(client)), now=self._clock(), step=step, at_once=limit.times))


def _refuse(wait: float) -> None:
    if wait:
        seconds = math.ceil(wait)
        refused("request.refused", "too_often")
        raise TooManyRequests(
            _("تعداد درخواست‌ها بیش از حد است؛ %(seconds)s ثانیه دیگر دوباره تلاش کنید.", seconds=digits(seconds)),
            seconds=seconds,
        )
