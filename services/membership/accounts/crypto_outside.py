"""How secrets of people are kept: passwords as Argon2 hashes, contacts encrypted for the notifier."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from services.membership.accounts.domain import password_of
from services.membership.accounts.usecases import Match
from shared.runtime.settings import read_key

_AT_ONCE = 4
"""How many hashes are made at the same time: each takes 19 MB for some 30 ms."""
_SEALING = {"alg": "ECDH-ES", "enc": "A256GCM"}


class Argon2Passwords:
    """Hashes and verifies passwords in threads, so that the event loop goes on."""

    def __init__(self) -> None:
        self._hasher = PasswordHash([Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)])
        # When nobody has the name, the password is compared with this one: the time of the answer must not tell.
        self._decoy = self._hasher.hash("nobody has this password")
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return the hash under which a password is stored."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password_of(password))

    async def verify(self, password: str, kept: str | None) -> Match:
        """Whether this is the password; the answer takes as long when there is no hash."""
        async with self._places:
            match = await asyncio.to_thread(self._match, password, kept or self._decoy)
        return Match.NO if kept is None else match

    def _match(self, password: str, kept: str) -> Match:
        if self._is_hashed_as(password_of(password), kept):
            return Match.YES
        # Hashes were made of passwords as they were typed, before those were brought into one form.
        is_older = password != password_of(password) and self._is_hashed_as(password, kept)
        return Match.OUTDATED if is_older else Match.NO

    def _is_hashed_as(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(password, kept)
        except UnknownHashError:
            return False


def sealing_with(key: OKPKey) -> Callable[[str], str]:
    """Return a function that encrypts a text for the holder of the private key, as compact JWE."""

    def seal(text: str) -> str:
        return jwe.encrypt_compact(_SEALING, text.encode(), key, algorithms=list(_SEALING.values()))

    return seal


def key_from(path: Path) -> OKPKey:
    """Read a JWK from a file. Raises SystemExit with a sentence when there is none."""
    text = read_key(path)
    try:
        return OKPKey.import_key(json.loads(text))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"The key file {path} holds no OKP key as a JWK; see the service's README.") from error
