"""The gateway's configuration, made from the table of who owns which path."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from shared.web.paths import ROOT_PATHS

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "nginx.conf"
PAGES = _HERE / "pages"


def gateway_config(
    *,
    listen: str,
    folder: str,
    services: Mapping[str, str],
    peers: Mapping[str, str],
    pages: str = str(PAGES),
    user: str = "",
    trusted_proxies: Sequence[str] = (),
) -> str:
    """Return nginx's configuration.

    `services` and `peers` say at which host:port each of them answers; nginx keeps its own files in `folder`.
    `trusted_proxies` are networks of proxies before this gateway, which say for whom they ask.
    """
    behind = {**services, **{f"peer-{name}": at for name, at in peers.items()}}
    words = {
        "user": f"user {user};" if user else "",
        "listen": listen,
        "folder": folder,
        "pages": pages,
        "proxies": "\n".join(f"        set_real_ip_from {each};" for each in trusted_proxies),
        "upstreams": "\n".join(f"    upstream {name} {{ server {at}; keepalive 16; }}" for name, at in behind.items()),
        "locations": "\n".join(f"        {line}" for line in _locations(services, peers)),
    }
    text = _TEMPLATE.read_text()
    for name, value in words.items():
        text = text.replace(f"@@{name}@@", value)
    return text


def _locations(services: Mapping[str, str], peers: Mapping[str, str]) -> Iterator[str]:
    for service in services:
        problems = "error_page 502 504 =503 /-/down.json; error_page 413 /-/too-large.json;"
        yield f"location /api/{service}/ {{ {problems} proxy_pass http://{service}; }}"
        for path in ROOT_PATHS.get(service, ()):
            if path != "/":
                yield f"location = {path} {{ proxy_pass http://{service}; }}"
            yield f"location {path.rstrip('/')}/ {{ proxy_pass http://{service}; }}"
    for peer in peers:
        yield f"location /peers/{peer}/ {{ proxy_pass http://peer-{peer}; }}"
