"""The way to a member of a replica set that goes where it is told, and not where the member says it lives."""

from urllib.parse import urlsplit, urlunsplit


def direct(url: str) -> str:
    """The same database without discovery, so that a proxy before it is not passed by."""
    return urlunsplit(urlsplit(url)._replace(query="directConnection=true"))
