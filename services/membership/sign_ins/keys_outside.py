"""Membership's signing keys, and what is signed with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from typing_extensions import override

from services.membership.sign_ins.attempts_domain import WrongPair
from services.membership.sign_ins.browser_domain import REMEMBERED, Browser
from services.membership.sign_ins.reception_usecases import Step
from shared.runtime.ids import new_secret
from shared.runtime.settings import read_key
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web.identity import Keys, token_claims
from shared.web.keyring import signing_keys
from shared.web.signing import ALGORITHM, TOKENS

_KEPT = timedelta(minutes=10)


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
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key, registry=TOKENS)

    def step_of(self, step: Step) -> str:
        """The first half of a sign-in, as a text that the browser keeps."""
        return self.keep("step", asdict(step))

    def read_step(self, text: str) -> Step:
        """What the text says. Raises WrongPair when it is over, or was never made here."""
        return Step(**self.recall("step", text))

    def note_of(self, browser: Browser) -> str:
        """Who has signed in in this browser, as a text that it keeps."""
        return self.keep("browser", asdict(browser), lasts=REMEMBERED)

    def read_note(self, text: str) -> Browser:
        """The browser that keeps this text; a new one when it is over, or was never made here."""
        try:
            said = self.recall("browser", text)
            return Browser(said["id"], tuple(said["people"]))
        except (WrongPair, KeyError, TypeError):
            return Browser(new_secret())

    def keep(self, purpose: str, said: Mapping[str, Any], *, lasts: timedelta = _KEPT) -> str:
        """Sign what a browser keeps for us for some time; it is good for this one purpose."""
        until = int((self._now() + lasts).timestamp())
        claims = {"aud": f"ravabet/{purpose}", "exp": until, "said": dict(said)}
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key, registry=TOKENS)

    def recall(self, purpose: str, text: str) -> dict[str, Any]:
        """What was kept. Raises WrongPair when it is over, or was never made here."""
        try:
            claims = jwt.decode(text, self.public_keys, registry=TOKENS).claims
            if claims["aud"] == f"ravabet/{purpose}" and claims["exp"] > self._now().timestamp():
                return dict(claims["said"])
        except (JoseError, ValueError, KeyError, TypeError):
            pass
        raise WrongPair("مهلت این ورود گذشت؛ دوباره نام کاربری و گذرواژه را وارد کنید.")

    @property
    def jwks(self) -> dict[str, Any]:
        """The public keys as other services and other people's programs fetch them."""
        return dict(self.public_keys.as_dict(private=False, use="sig", alg=ALGORITHM))


class OwnKeys(Keys):
    """Finds membership's own keys in memory: its tokens are good before anything answers over HTTP."""

    def __init__(self, store: Store, *, jwks_url: str, own: KeySet) -> None:
        super().__init__(store, jwks_url=jwks_url)
        self._own = own

    @override
    async def find(self, key_id: str) -> KeySet | None:
        if any(key.kid == key_id for key in self._own.keys):
            return self._own
        return await super().find(key_id)


def signing_keys_from(path: Path) -> list[OKPKey]:
    """The keys of a file. Raises SystemExit with a sentence when there is none."""
    try:
        return signing_keys(read_key(path))
    except ValueError as error:
        raise SystemExit(f"The key file {path} holds no private Ed25519 key; see the service's README.") from error
