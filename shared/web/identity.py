"""Sign-in: membership issues tokens, and every service checks them on its own."""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

import httpx
import structlog
from fastapi import Depends, Request
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web.cookies import Cookies
from shared.web.parts import parts_of
from shared.web.problems import Forbidden, FormTooOld, NotSignedIn
from shared.web.refusals import refused
from shared.web.revocations import Revocations
from shared.web.signing import TOKENS, key_set
from shared.web.site import Site

COOKIE = "ravabet_token"
"""The cookie of a browser's token; `Cookies` adds the port of the installation to the name."""
ISSUER = "ravabet/membership"
AUDIENCE = "ravabet"

_KEPT_TOKENS = 2_000
_FETCH_EVERY_SECONDS = 5.0
_KEYS = "keys"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_SITE = frozenset({"same-origin", "none"})
_HIDDEN = "null"
"""The `Origin` of a sandboxed page, of a file, and of a form that was redirected from another site."""

log = structlog.get_logger()


class Keys:
    """Membership's public keys: fetched when first needed, then kept in this service's database for outages."""

    def __init__(self, store: Store, *, jwks_url: str) -> None:
        self._store = store
        self._url = jwks_url
        self._fetched: KeySet | None = None
        self._fetching = asyncio.Lock()
        self._fetched_at = -_FETCH_EVERY_SECONDS

    async def find(self, key_id: str) -> KeySet | None:
        """Return the key set with this key; it is fetched again if the key is not known. None when there is none."""
        for source in (self._known, self._kept, self._fetch):
            keys = await source()
            if keys and any(key.kid == key_id for key in keys.keys):
                self._fetched = keys
                return keys
        return None

    async def _known(self) -> KeySet | None:
        return self._fetched

    async def _kept(self) -> KeySet | None:
        kept = await self._store.driver.collection(_KEYS).find_one({"_id": "jwks"})
        return key_set(kept["jwks"]) if kept else None

    async def _fetch(self) -> KeySet | None:
        async with self._fetching:
            # A token can name any key. Membership must not be asked for every key that somebody made up.
            if time.monotonic() - self._fetched_at < _FETCH_EVERY_SECONDS:
                return self._fetched
            self._fetched_at = time.monotonic()
            try:
                async with httpx.AsyncClient(timeout=3) as client:
                    document: Any = (await client.get(self._url)).raise_for_status().json()
            except httpx.HTTPError as error:
                log.warning("keys.not_fetched", error=type(error).__name__)
                return None
            await self._store.driver.collection(_KEYS).update_one(
                {"_id": "jwks"}, {"$set": {"jwks": document}}, upsert=True
            )
            return key_set(document)


class TokenOver(NotSignedIn):
    """The token is expired or revoked. Its sign-in may still be valid, so a browser asks for a new token."""


class RenewalNeeded(Exception):
    """A browser requests a page with a token that is over; it is sent to membership for a new one, and back again."""


@dataclass(frozen=True, slots=True)
class _Known:
    viewer: Viewer
    issued_at: float
    expires_at: float


class Doorkeeper:
    """Checks tokens. A token that was checked once is remembered until it expires."""

    def __init__(self, keys: Keys, revocations: Revocations, *, clock: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._revocations = revocations
        self._clock = clock
        self._seen: dict[str, _Known] = {}

    async def read(self, token: str) -> Viewer:
        """Return the person of a token. Raises NotSignedIn when it is invalid, TokenOver when expired or revoked."""
        now = self._clock()
        known = self._seen.get(token)
        if known is None:
            try:
                known = await self._check(token)
            except NotSignedIn:
                refused("token.refused", "token_unknown")
                raise
            if len(self._seen) >= _KEPT_TOKENS:
                self._seen.clear()
            self._seen[token] = known
        viewer = known.viewer
        if known.expires_at <= now:
            self._seen.pop(token, None)
            refused("token.refused", "token_expired", person_id=viewer.person_id)
            raise TokenOver("زمان ورود شما تمام شده است؛ دوباره وارد شوید.")
        if self._revocations.concern(viewer.person_id, viewer.sign_in_id, issued_at=known.issued_at):
            refused("token.refused", "token_revoked", person_id=viewer.person_id)
            raise TokenOver("این نشست پایان یافته است؛ دوباره وارد شوید.")
        return viewer

    async def _check(self, token: str) -> _Known:
        try:
            key_id = _key_id(token)
            keys = await self._keys.find(key_id)
            if keys is None:
                raise NotSignedIn
            claims = jwt.decode(token, keys, registry=TOKENS).claims
            if claims["iss"] != ISSUER or claims["aud"] != AUDIENCE:
                raise NotSignedIn
            viewer = Viewer(
                person_id=claims["sub"],
                name=claims["name"],
                roles=frozenset(claims["roles"]),
                offices=frozenset(claims["offices"]),
                bodies=frozenset(claims["bodies"]),
                sign_in_id=claims["sid"],
                scope=frozenset(claims["scope"].split()) if "scope" in claims else None,
            )
            if not viewer.sign_in_id:
                raise NotSignedIn
            return _Known(viewer, issued_at=float(claims["iat"]), expires_at=float(claims["exp"]))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotSignedIn from error


def token_claims(viewer: Viewer, *, issued_at: float, expires_at: float) -> dict[str, Any]:
    """Return the claims of a token, as `Doorkeeper` reads them. Instants have milliseconds (RFC 7519, §2)."""
    scope = {} if viewer.scope is None else {"scope": " ".join(sorted(viewer.scope))}
    return scope | {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": viewer.person_id,
        "name": viewer.name,
        "roles": sorted(viewer.roles),
        "offices": sorted(viewer.offices),
        "bodies": sorted(viewer.bodies),
        "sid": viewer.sign_in_id,
        "iat": issued_at,
        "exp": expires_at,
    }


async def visitor(request: Request) -> Viewer | None:
    """Return the signed-in person, or None. A bad bearer token is refused, a bad cookie is only ignored.

    Raises RenewalNeeded when a page is requested with a cookie whose token is over, NotSignedIn for a bad bearer token,
    and Forbidden for a form of another site.
    """
    refuse_other_sites(request)
    return await _viewer_of(request)


async def visitor_from_anywhere(request: Request) -> Viewer | None:
    """Do as `visitor`, but also admit a form of another site that came without cookies, such as a mail program's."""
    if request.cookies:
        refuse_other_sites(request)
    return await _viewer_of(request)


async def _viewer_of(request: Request) -> Viewer | None:
    doorkeeper = parts_of(request.app)[Doorkeeper]
    viewer = None
    if token := _bearer(request):
        viewer = await doorkeeper.read(token)
    elif cookie := _cookie(request):
        try:
            viewer = await doorkeeper.read(cookie)
        except TokenOver as over:
            if not request.url.path.startswith("/api/"):
                raise RenewalNeeded from over
        except NotSignedIn:
            viewer = None
        else:
            request.state.csrf = csrf_of(viewer)
    request.state.viewer = viewer
    return viewer


async def signed_in(viewer: Annotated[Viewer | None, Depends(visitor)]) -> Viewer:
    """Return the signed-in person. Raises NotSignedIn when there is none."""
    if viewer is None:
        raise NotSignedIn
    return viewer


async def checked_form(request: Request, viewer: Annotated[Viewer | None, Depends(visitor)]) -> None:
    """Refuse a form without the CSRF token of the current sign-in. Raises FormTooOld, or NotSignedIn."""
    if viewer is None:
        raise NotSignedIn
    posted = (await request.form()).get("csrf")
    if posted != getattr(request.state, "csrf", None):
        refused("form.refused", "csrf", person_id=viewer.person_id)
        raise FormTooOld


Visitor = Annotated[Viewer | None, Depends(visitor)]
VisitorFromAnywhere = Annotated[Viewer | None, Depends(visitor_from_anywhere)]
SignedIn = Annotated[Viewer, Depends(signed_in)]


def csrf_of(viewer: Viewer) -> str:
    """Return the CSRF token of a sign-in. It stays the same when the sign-in is renewed."""
    return hashlib.blake2b(viewer.sign_in_id.encode(), digest_size=16, person=b"ravabet-form").hexdigest()


def token_in(request: Request) -> str:
    """Return the token from which `visitor` reads the person; empty when there is none."""
    return _bearer(request) or _cookie(request)


def sign_in_path(request: Request) -> str:
    """Return the address of the sign-in page, which leads back to this request, or to the page of its form."""
    return f"/membership/sign-in?next={quote(_address(request) if request.method == 'GET' else _page_of_form(request))}"


def renewal_path(request: Request) -> str:
    """Return the address where the browser gets a new token; it comes back with what it posted."""
    return f"/membership/renewal?next={quote(_address(request))}"


def refuse_other_sites(request: Request) -> None:
    """Refuse a form that was posted from a page of another site. Raises Forbidden.

    Browsers say by `Sec-Fetch-Site` where a request comes from, but only to https and to the machine itself; to others
    they send `Origin`. A program that sends neither is no browser. No page can send a bearer token to another site.
    """
    if request.method in _SAFE or _bearer(request):
        return
    sent_from, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    site = parts_of(request.app)[Site]
    is_own = origin is None or site.is_own_origin(origin, host=request.headers.get("host", ""))
    if sent_from is not None:
        # Browsers that keep addresses to themselves hide the origin even from the page's own site.
        is_own = sent_from in _SAME_SITE and (is_own or origin == _HIDDEN)
    if not is_own:
        refused("form.refused", "other_site")
        raise Forbidden("این درخواست از سایت دیگری آمده است.")


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _cookie(request: Request) -> str:
    return parts_of(request.app)[Cookies].read(request, COOKIE)


def _page_of_form(request: Request) -> str:
    came_from = urlsplit(request.headers.get("referer", ""))
    is_here = came_from.netloc == request.headers.get("host") and came_from.path.startswith("/")
    return came_from.path if is_here else "/desk"


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _key_id(token: str) -> str:
    # The key id is read before the signature is checked. The check then uses this key only, and one curve.
    return str(jws.extract_compact(token.encode()).headers()["kid"])
