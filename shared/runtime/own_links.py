"""Links that come from elsewhere, such as from an event, and are shown as ours."""

from urllib.parse import SplitResult, urlsplit


def own_link(link: str, public_url: str) -> str | None:
    """Return the link, on our public address, when it leads to a page of ours; None when it does not.

    A path stays a path. One to the same host by http is ours as well, since it may be older than our certificate.
    Spaces, line ends and backslashes are read by each browser in its own way, so a link with one of them is nobody's.
    """
    ours, theirs = urlsplit(public_url), _split(link)
    if theirs is None or not _is_same_host(theirs, ours):
        return None
    return theirs._replace(scheme=ours.scheme, netloc=ours.netloc).geturl() if theirs.scheme else link


def _split(link: str) -> SplitResult | None:
    if any(sign.isspace() or ord(sign) < _FIRST_SIGN or sign == "\\" for sign in link):
        return None
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return None
    if link.startswith("/") and not link.startswith("//"):
        return parts
    is_web = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)
    return parts if is_web and parts.username is None and parts.password is None else None


def _is_same_host(theirs: SplitResult, ours: SplitResult) -> bool:
    if not theirs.scheme:
        return True
    # Both on the port of their scheme, or both on the same other one.
    ports = [parts.port if parts.port != _DEFAULT_PORTS.get(parts.scheme) else None for parts in (theirs, ours)]
    return theirs.hostname == ours.hostname and ports[0] == ports[1]


_FIRST_SIGN = 0x20
_DEFAULT_PORTS = {"http": 80, "https": 443}
