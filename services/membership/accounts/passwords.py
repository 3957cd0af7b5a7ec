"""Argon2 hashes, made beside the event loop."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

_AT_ONCE = 4
"""How many hashes are made at the same time: each takes 19 MB for some 30 ms."""


class Argon2Passwords:
    """Hashes and verifies in a thread."""

    def __init__(self) -> None:
        self._hasher = PasswordHash([Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)])
        # Compared with when nobody has the name, so that the time of an answer does not tell.
        self._decoy = self._hasher.hash("nobody has this password")
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, kept: str | None) -> bool:
        """Whether it is the one; takes the same time when nothing is kept."""
        async with self._places:
            matches = await asyncio.to_thread(self._matches, password, kept or self._decoy)
        return matches and kept is not None

    def _matches(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(password, kept)
        except UnknownHashError:
            return False
