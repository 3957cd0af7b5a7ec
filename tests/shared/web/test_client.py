"""Whose address a request has, behind no proxy, the gateway, and proxies of the governorate's network."""

from ipaddress import ip_network

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared.runtime.settings import ServiceSettings
from shared.web.client import behind_proxies, client_address

PROXIES = [ip_network("10.1.0.0/16"), ip_network("2001:db8:f::/48")]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    response = PlainTextResponse(client_address(Request(scope).scope))
    await response(scope, receive, send)


async def seen(peer: str, *forwarded: str, **headers: str) -> str:
    transport = ASGITransport(behind_proxies(echo, trusted=PROXIES), client=(peer, 1))
    async with AsyncClient(transport=transport, base_url="http://t") as client:
        sent = [*(("X-Forwarded-For", each) for each in forwarded), *headers.items()]
        return (await client.get("/", headers=sent)).text


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.7", (), "192.0.2.7"),
        ("192.0.2.7", ("6.6.6.6",), "192.0.2.7"),
        ("127.0.0.1", ("192.0.2.7",), "192.0.2.7"),
        ("::ffff:127.0.0.1", ("192.0.2.7",), "192.0.2.7"),
        ("127.0.0.1", ("6.6.6.6, 192.0.2.7",), "192.0.2.7"),
        ("127.0.0.1", ("6.6.6.6, 192.0.2.7, 10.1.2.3",), "192.0.2.7"),
        ("10.1.2.3", ("127.0.0.1, 192.0.2.7", "10.1.9.9"), "192.0.2.7"),
        ("10.1.2.3", ("192.0.2.7:4711",), "192.0.2.7"),
        ("2001:db8:f::1", ("[2001:DB8::7]:4711",), "2001:db8::7"),
        ("::ffff:10.1.2.3", ("::ffff:192.0.2.7",), "192.0.2.7"),
        ("127.0.0.1", ("",), "127.0.0.1"),
        ("10.2.0.1", ("192.0.2.7",), "10.2.0.1"),
    ],
)
async def test_the_last_one_that_is_no_proxy_of_ours_asks(peer: str, forwarded: tuple[str, ...], address: str) -> None:
    assert await seen(peer, *forwarded) == address


async def test_what_is_no_address_is_none() -> None:
    assert await seen("127.0.0.1", "6.6.6.6, unknown") == ""


async def test_other_headers_say_nothing() -> None:
    said = {"Forwarded": "for=6.6.6.6", "X-Real-IP": "6.6.6.6"}

    assert await seen("127.0.0.1", **said) == "127.0.0.1"


def test_proxies_are_a_list_of_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusted(listed: str) -> list[str]:
        monkeypatch.setenv("RAVABET_TRUSTED_PROXIES", listed)
        settings = ServiceSettings(mongo_url="-", amqp_url="-")
        return [str(each) for each in settings.trusted_proxies]

    assert trusted("192.0.2.0/24, 2001:db8::7") == ["192.0.2.0/24", "2001:db8::7/128"]
    assert trusted("") == []
    with pytest.raises(ValidationError):
        trusted("the-proxy")
