"""Signs people in by an outside OpenID Connect provider: authorization code with PKCE."""

import secrets
from collections.abc import Mapping
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from services.membership.accounts.domain import OutsideAccount
from services.membership.sign_ins.provider_usecases import Asked, ProviderRefused
from shared.web.signing import Signatures

_SIGNATURES = Signatures(algorithms=["RS256", "PS256", "ES256", "EdDSA", "Ed25519"])
_PATIENCE_SECONDS = 5
_LEEWAY_SECONDS = 60
"""How far the clock of a provider may be off."""


class OpenIdProvider:
    """Learns the endpoints and keys of the provider at first need, so that membership starts without it."""

    def __init__(self, issuer: str, *, client_id: str, client_secret: str, claim: str, redirect_uri: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._claim = claim
        self._redirect_uri = redirect_uri
        self._metadata: dict[str, Any] | None = None

    async def ask(self, to: str) -> tuple[str, Asked]:
        """Where the browser goes to sign in, and what must come back. Raises ProviderRefused when it is away."""
        metadata = await self._known()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = Asked(state=state, nonce=nonce, verifier=verifier, to=to)
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return address, asked

    async def answered(self, asked: Asked, query: str) -> OutsideAccount:
        """The account of whoever signed in there, by the query with which the browser was sent back.

        Raises ProviderRefused.
        """
        metadata = await self._known()
        try:
            async with self._client() as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"],
                    authorization_response=f"{self._redirect_uri}?{query}",
                    state=asked.state,
                    code_verifier=asked.verifier,
                )
            keys = await _fetched(metadata["jwks_uri"])
            return self._account_in(token["id_token"], metadata, keys, nonce=asked.nonce)
        except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, ValueError, TypeError) as error:
            raise ProviderRefused("ورود یکپارچه انجام نشد؛ دوباره از همین صفحه آغاز کنید.") from error

    def _account_in(self, id_token: str, metadata: Mapping[str, Any], keys: Any, *, nonce: str) -> OutsideAccount:
        claims = jwt.decode(id_token, KeySet.import_key_set(keys), registry=_SIGNATURES).claims
        registry = JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": metadata["issuer"]},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(claims)
        if not isinstance(claims["sub"], str):
            raise TypeError("the subject is no text")
        return OutsideAccount(claims["iss"], claims["sub"], label=str(claims.get(self._claim, "")))

    async def _known(self) -> dict[str, Any]:
        if self._metadata is None:
            try:
                metadata = await _fetched(f"{self._issuer}/.well-known/openid-configuration")
            except (httpx.HTTPError, ValueError) as error:
                raise ProviderRefused("سامانه ورود یکپارچه اکنون پاسخ نمی‌دهد؛ کمی بعد دوباره تلاش کنید.") from error
            if str(metadata.get("issuer", "")).rstrip("/") != self._issuer:
                raise ProviderRefused("سامانه ورود یکپارچه درست تنظیم نشده است؛ به راهبر سامانه اطلاع دهید.")
            self._metadata = metadata
        return self._metadata

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._client_id,
            self._client_secret,
            scope="openid profile email",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            timeout=_PATIENCE_SECONDS,
        )


async def _fetched(address: str) -> Any:
    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as client:
        return (await client.get(address)).raise_for_status().json()
