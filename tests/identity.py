"""Signed-in people for tests: real tokens, made with a key that the services are given."""

import time
from dataclasses import replace

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from services.membership.sign_ins import cookies_pages
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web import identity
from shared.web.cookies import Cookies
from shared.web.identity import csrf_of, token_claims
from shared.web.signing import ALGORITHM, TOKENS

_COOKIES = Cookies.at("http://ravabet.test")
COOKIE = _COOKIES.name(identity.COOKIE)
RENEWAL_COOKIE = _COOKIES.name(cookies_pages.RENEWAL_COOKIE)

KEY = OKPKey.generate_key("Ed25519", {"kid": "test"})

MANAGER = Viewer("p-water", "سارا مهرگان‌پور", frozenset({"pr_manager"}), frozenset({"water"}))
SECRETARY = Viewer("p-desk", "رضا نیک‌روش", frozenset({"secretariat"}), bodies=frozenset({"council", "media_hq"}))
GOVERNOR = Viewer("p-gov", "نادر فرهمند", frozenset({"governor"}), frozenset({"governorate"}))
OPERATOR = Viewer("p-ops", "آرش پویا", frozenset({"operator"}))


def token_of(viewer: Viewer, *, seconds: int = 900) -> str:
    """A token as membership makes them."""
    now = time.time()
    claims = token_claims(with_sign_in(viewer), issued_at=now, expires_at=now + seconds)
    return jwt.encode({"alg": ALGORITHM, "kid": "test"}, claims, KEY, registry=TOKENS)


def csrf_for(viewer: Viewer) -> str:
    """What this person's forms carry."""
    return csrf_of(with_sign_in(viewer))


def with_sign_in(viewer: Viewer) -> Viewer:
    """The person of a sign-in."""
    return replace(viewer, sign_in_id=viewer.sign_in_id or f"s-{viewer.person_id}")


def bearer(viewer: Viewer) -> dict[str, str]:
    """The header with which this person asks."""
    return {"Authorization": f"Bearer {token_of(viewer)}"}


async def trust(store: Store) -> None:
    """Let a service know the key, as if it had fetched it."""
    jwks = KeySet([KEY]).as_dict(private=False)
    await store.driver.collection("keys").update_one({"_id": "jwks"}, {"$set": {"jwks": jwks}}, upsert=True)
