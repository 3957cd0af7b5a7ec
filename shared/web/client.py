"""The network address of whoever sends a request: the one answer for limits, the audit trail and the pages.

A proxy that is trusted says in `X-Forwarded-For` for whom it asks. The header is read from the right, since each proxy
adds the sender that it saw at the end: the first address that is no trusted proxy is the sender, and whatever stands
left of it was written by the sender. `Forwarded` (RFC 7239) is not read; the gateway removes it.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network

from starlette.types import ASGIApp, Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from shared.runtime.network import plain_address

Network = IPv4Network | IPv6Network

_THIS_MACHINE: Sequence[Network] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
_MAPPED_BITS = 96


def behind_proxies(app: ASGIApp, *, trusted: Sequence[Network]) -> ASGIApp:
    """Return the application as it sees the sender behind the gateway of this machine and these proxies."""
    networks = [spelling for each in (*_THIS_MACHINE, *trusted) for spelling in _spellings(each)]
    return ProxyHeadersMiddleware(app, networks)  # type: ignore[arg-type,return-value] # the same protocol, other names


def client_address(scope: Scope) -> str:
    """Return the address of the sender in its usual spelling; empty when it is not known."""
    client = scope.get("client")
    return plain_address(client[0]) if client else ""


def _spellings(network: Network) -> Iterator[str]:
    """The network, and how a socket for both kinds of addresses shows one of IPv4."""
    yield str(network)
    if isinstance(network, IPv4Network):
        yield f"::ffff:{network.network_address}/{_MAPPED_BITS + network.prefixlen}"
