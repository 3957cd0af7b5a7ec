"""Waiting for what other processes will bring about, from plain code."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


class NeverCame(Exception):
    """Something that must happen did not happen in time; the message says what."""


def until(probe: Callable[[], Value], what: str, *, within: float) -> Value:
    """The first truthy answer of the probe. Raises NeverCame."""
    give_up_at = time.monotonic() + within
    while not (value := probe()):
        if time.monotonic() > give_up_at:
            raise NeverCame(f"{what}: not within {within:.0f} s")
        time.sleep(0.05)
    return value
