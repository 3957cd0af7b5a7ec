"""Network addresses: one spelling of each, and the network whose addresses all belong to one sender."""

from ipaddress import IPv6Address, ip_address, ip_network

_ONE_CUSTOMER = 64
"""Providers give each customer at least 2^64 addresses of IPv6 (RFC 6177), any of which costs nothing to use."""


def plain_address(text: str) -> str:
    """Return the usual spelling of an address; empty when the text is no address.

    An IPv4 address that a socket shows as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address again.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def network_of(address: str) -> str:
    """Return what is counted as one sender: the address itself, or the /64 network of an IPv6 address."""
    plain = plain_address(address)
    return str(ip_network(f"{plain}/{_ONE_CUSTOMER}", strict=False)) if ":" in plain else plain
