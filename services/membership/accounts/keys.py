"""Membership's keys: one signs tokens, one seals contacts for the notifier."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwe, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from typing_extensions import override

from services.membership.sign_ins.attempts import WrongPair
from services.membership.sign_ins.reception import Step
from shared.runtime.settings import read_key
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web.identity import ALGORITHM, Keys, token_claims
from shared.web.keyring import signing_keys

_STEP_AUDIENCE = "ravabet/sign-in-step"
_STEP_SECONDS = 600
_SEALING = {"alg": "ECDH-ES", "enc": "A256GCM"}


class Signer:
    """Makes the tokens of people who signed in: the first key signs, all of them are trusted."""

    def __init__(self, keys: Sequence[OKPKey], *, lifetime: timedelta, now: Callable[[], datetime]) -> None:
        self._key = keys[0]
        self._now = now
        self.lifetime = lifetime
        self.public_keys = KeySet([OKPKey.import_key(key.as_dict(private=False)) for key in keys])

    def token_of(self, viewer: Viewer) -> str:
        """A token that every service can check."""
        issued_at = round(self._now().timestamp(), 3)
        claims = token_claims(viewer, issued_at=issued_at, expires_at=issued_at + self.lifetime.total_seconds())
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key, algorithms=[ALGORITHM])

    def step_of(self, step: Step) -> str:
        """The first half of a sign-in, good for some minutes and for nothing else."""
        until = int(self._now().timestamp() + _STEP_SECONDS)
        claims = {"aud": _STEP_AUDIENCE, "exp": until, **asdict(step)}
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key, algorithms=[ALGORITHM])

    def read_step(self, text: str) -> Step:
        """What the text says. Raises WrongPair when it is over, or was never made here."""
        try:
            claims = jwt.decode(text, self.public_keys, algorithms=[ALGORITHM]).claims
            if claims["aud"] == _STEP_AUDIENCE and claims["exp"] > self._now().timestamp():
                return Step(claims["person_id"], claims["username"], claims["secret"])
        except (JoseError, ValueError, KeyError, TypeError):
            pass
        raise WrongPair("زمان این ورود گذشت؛ دوباره نام کاربری و گذرواژه را بنویسید.")

    @property
    def jwks(self) -> dict[str, Any]:
        """The public keys as the other services fetch them."""
        return dict(self.public_keys.as_dict(private=False))


class OwnKeys(Keys):
    """Membership asks nobody for its own key."""

    def __init__(self, store: Store, *, jwks_url: str, own: KeySet) -> None:
        super().__init__(store, jwks_url=jwks_url)
        self._own = own

    @override
    async def find(self, key_id: str) -> KeySet | None:
        if any(key.kid == key_id for key in self._own.keys):
            return self._own
        return await super().find(key_id)


def sealing_with(key: OKPKey) -> Callable[[str], str]:
    """Encrypt for the holder of the private key: compact JWE."""

    def seal(text: str) -> str:
        return jwe.encrypt_compact(_SEALING, text.encode(), key, algorithms=list(_SEALING.values()))

    return seal


def signing_keys_from(path: Path) -> list[OKPKey]:
    """The keys of a file. Raises SystemExit with a sentence when there is none."""
    try:
        return signing_keys(read_key(path))
    except ValueError as error:
        raise SystemExit(f"The key file {path} holds no private Ed25519 key; see the service's README.") from error


def key_from(path: Path) -> OKPKey:
    """The JWK of a file. Raises SystemExit with a sentence when there is none."""
    text = read_key(path)
    try:
        return OKPKey.import_key(json.loads(text))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"The key file {path} holds no OKP key as a JWK; see the service's README.") from error
