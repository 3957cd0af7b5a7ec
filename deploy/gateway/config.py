"""The gateway's configuration, made from the table of who owns which path."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from deploy.gateway.errors import error_page_rules
from shared.web.headers import safety_headers
from shared.web.paths import ROOT_PATHS
from shared.web.site import Site

_HERE = Path(__file__).parent


def gateway_config(
    *,
    listen: str,
    folder: str,
    services: Mapping[str, str],
    peers: Mapping[str, str],
    site: Site,
    pages: str,
    failures: str,
    user: str = "",
    trusted_proxies: Sequence[str] = (),
) -> str:
    """Return nginx's configuration.

    `services` and `peers` say at which host:port each of them answers; nginx keeps its own files in `folder`. `pages`
    is the folder that `write_errors` filled, `failures` the file for a line about each request that failed here.
    `trusted_proxies` are networks of proxies before this gateway, which say for whom they ask.
    """
    behind = {**services, **{f"peer-{name}": at for name, at in peers.items()}}
    words = {
        "own": (_HERE / "own.conf").read_text(encoding="utf-8").rstrip(),
        "user": f"user {user};" if user else "",
        "listen": listen,
        "folder": folder,
        "pages": pages,
        "proxies": _lines(4, (f"set_real_ip_from {each};" for each in trusted_proxies)),
        "failures": failures,
        "names": " ".join(sorted(_server_names(site))),
        "upstreams": _lines(4, _upstreams(behind)),
        "errors": _lines(8, error_page_rules()),
        "safety": _lines(12, (f'add_header {name} "{value}" always;' for name, value in safety_headers(site))),
        "locations": _lines(8, _locations(services, peers)),
    }
    text = (_HERE / "nginx.conf").read_text(encoding="utf-8")
    for name, value in words.items():
        text = text.replace(f"@@{name}@@", value)
    return text


def _server_names(site: Site) -> Iterator[str]:
    for name in {*site.names, "127.0.0.1", "::1"}:
        yield f"[{name}]" if ":" in name else name


def _upstreams(behind: Mapping[str, str]) -> Iterator[str]:
    for name, at in behind.items():
        yield f"upstream {name} {{ server {at}; keepalive 16; }}"
        yield f"upstream {name}-fresh {{ server {at}; }}"


def _locations(services: Mapping[str, str], peers: Mapping[str, str]) -> Iterator[str]:
    for service in services:
        yield _location(f"/api/{service}/", service)
        yield f"location = /api/{service}/metrics {{ return 404; }}"
        for path in ROOT_PATHS.get(service, ()):
            if path != "/":
                yield _location(f"= {path}", service)
            yield _location(f"{path.rstrip('/')}/", service)
    for peer in peers:
        yield _location(f"/peers/{peer}/", f"peer-{peer}")


def _location(match: str, upstream: str) -> str:
    return f"location {match} {{ if ($is_too_long) {{ return 414; }} proxy_pass http://{upstream}$fresh; }}"


def _lines(indent: int, lines: Iterable[str]) -> str:
    return "\n".join(" " * indent + line for line in lines)
