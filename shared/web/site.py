"""The public address of an installation: which hosts and origins belong to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, Self

import httpx

_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """The address by which people reach the installation, and the names by which its own servers reach a service."""

    scheme: str
    authority: str
    """Host and port as browsers write them in `Host` and `Origin`, without a default port."""
    port: int
    names: frozenset[str]
    """Host names without a port, in lower case."""

    @classmethod
    def at(cls, public_url: str, names: Iterable[str] = ()) -> Self:
        """Return the site of this public address, which is reached by these names, too."""
        url = httpx.URL(public_url)
        return cls(
            scheme=url.scheme,
            authority=url.netloc.decode("ascii"),
            port=url.port or _DEFAULT_PORTS.get(url.scheme, 0),
            names=frozenset({url.raw_host.decode("ascii"), "localhost", *(name.lower() for name in names)}),
        )

    @property
    def is_secure(self) -> bool:
        """Whether people reach the installation by https."""
        return self.scheme == "https"

    def is_own_host(self, host: str, *, server: str) -> bool:
        """Return whether a `Host` header names this site, the machine itself, or the address that was connected to.

        A page of another site can lead its name to our address (DNS rebinding), but it cannot change the name.
        """
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"].lower().strip("[]")
        address = _address(name)
        return name in self.names or (address is not None and (address.is_loopback or address == _address(server)))

    def is_own_origin(self, origin: str, *, host: str) -> bool:
        """Return whether an `Origin` header is of a page of this site, which was asked for by this `Host` header."""
        return origin.lower() in {f"{self.scheme}://{self.authority}", f"{self.scheme}://{host}".lower()}


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(name)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
