"""Tokens that somebody made up, altered or kept too long."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from shared.messaging import topology
from shared.web.identity import Doorkeeper, token_claims
from shared.web.parts import parts_of
from shared.web.signing import ALGORITHM, TOKENS
from tests.identity import COOKIE, KEY, MANAGER, with_sign_in
from tests.services import running_service
from tests.shared.web.test_service import a_service

Claims = dict[str, Any]


@pytest.fixture
async def app(mongo_url: str, amqp_url: str) -> FastAPI:
    await topology.declare(amqp_url)
    return a_service(mongo_url, amqp_url)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with running_service(app) as client:
        yield client


def good() -> Claims:
    now = time.time()
    return token_claims(with_sign_in(MANAGER), issued_at=now, expires_at=now + 900)


def signed(claims: Claims, *, key: OKPKey = KEY, kid: str = "test") -> str:
    return jwt.encode({"alg": ALGORITHM, "kid": kid}, claims, key, registry=TOKENS)


def packed(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unsigned(claims: Claims) -> str:
    return f"{packed({'alg': 'none', 'kid': 'test'})}.{packed(claims)}."


def signed_by_secret(secret: bytes) -> str:
    """A server that lets the token choose the algorithm takes the public key for a shared secret."""
    said = f"{packed({'alg': 'HS256', 'kid': 'test'})}.{packed(good())}"
    return f"{said}.{packed(hmac.digest(secret, said.encode(), 'sha256'))}"


def tampered() -> str:
    head, _, signature = signed(good()).split(".")
    return f"{head}.{packed(good() | {'roles': ['operator']})}.{signature}"


def without(name: str) -> Claims:
    return {key: value for key, value in good().items() if key != name}


FORGED: dict[str, Callable[[], str]] = {
    "no algorithm": lambda: unsigned(good()),
    "HS256 by the key's bytes": lambda: signed_by_secret(base64.urlsafe_b64decode(f"{KEY.as_dict()['x']}=")),
    "HS256 by the key's PEM": lambda: signed_by_secret(KEY.as_pem(private=False)),
    "HS256 by the key's JWK": lambda: signed_by_secret(json.dumps(KEY.as_dict(private=False)).encode()),
    "another key of the same name": lambda: signed(good(), key=OKPKey.generate_key("Ed25519", {"kid": "test"})),
    "expired": lambda: signed(good() | {"exp": time.time() - 1}),
    "without an end": lambda: signed(without("exp")),
    "another issuer": lambda: signed(good() | {"iss": "somebody"}),
    "another audience": lambda: signed(good() | {"aud": "ravabet/sign-in-step"}),
    "without a sign-in": lambda: signed(without("sid")),
    "with an empty sign-in": lambda: signed(good() | {"sid": ""}),
    "altered": tampered,
    "without a signature": lambda: signed(good()).rpartition(".")[0] + ".",
    "a head that is deep": lambda: f"{packed(b'[' * 5000 + b']' * 5000)}.{packed(good())}.x",
    "a payload that is deep": lambda: f"{packed({'alg': ALGORITHM, 'kid': 'test'})}.{packed(b'[' * 5000)}.x",
    "a name of a key that is none": lambda: f"{packed({'alg': ALGORITHM, 'kid': {'$ne': 1}})}.{packed(good())}.x",
    "no token": lambda: "..",
    "nothing": lambda: "",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
async def test_a_forged_token_is_refused(client: AsyncClient, forged: Callable[[], str]) -> None:
    body = {"name": "x"}
    honest = await client.post("/api/things/things", json=body, headers={"Authorization": f"Bearer {signed(good())}"})
    token = forged()

    by_header = await client.post("/api/things/things", json=body, headers={"Authorization": f"Bearer {token}"})
    by_cookie = await client.post("/api/things/things", json=body, headers={"Cookie": f"{COOKIE}={token}"})

    assert (honest.status_code, by_header.status_code, by_cookie.status_code) == (200, 401, 401)
    assert by_header.headers["content-type"] == "application/problem+json"


@asynccontextmanager
async def membership_with(*keys: OKPKey) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A peer that tells these public keys, and what it was asked."""
    asked: list[bytes] = []
    body = json.dumps(KeySet(list(keys)).as_dict(private=False)).encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/jwks", asked


async def test_strange_keys_make_nobody_ask_membership_more_than_once(app: FastAPI, client: AsyncClient) -> None:
    """Otherwise whoever makes up names of keys turns every service against membership."""
    stranger = OKPKey.generate_key("Ed25519")
    async with membership_with(KEY) as (url, asked):
        parts_of(app)[Doorkeeper]._keys._url = url
        tokens = [signed(good(), key=stranger, kid=f"made-up-{number}") for number in range(30)]

        answers = await asyncio.gather(
            *(client.post("/api/things/things", headers={"Authorization": f"Bearer {token}"}) for token in tokens)
        )

    assert {answer.status_code for answer in answers} == {401}
    assert len(asked) == 1
