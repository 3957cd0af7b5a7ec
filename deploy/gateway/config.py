"""The gateway's configuration, made from the table of who owns which path."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.gateway.errors import error_page_rules
from shared.web.headers import safety_headers
from shared.web.paths import LARGE_BODIES, ROOT_PATHS
from shared.web.site import Site

_HERE = Path(__file__).parent

Addresses = str | Sequence[str]
"""The host:port of a service, or of each of its replicas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """How people reach the gateway by https, and the gateway the services."""

    certificate: str
    """A PEM file with the certificate and those that stand behind it."""
    key: str
    redirected: str
    """Where the gateway listens for http, to lead everybody to https: `8080`."""
    authority: str
    """A PEM file with the authority that vouches for the services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """How services reach one another through the gateway, where they have no names that lead to both replicas."""

    addresses: Mapping[str, str]
    """The host:port of this machine at which the gateway passes requests on to each service."""
    certificate: str
    key: str


def gateway_config(
    *,
    listen: str,
    folder: str,
    services: Mapping[str, Addresses],
    peers: Mapping[str, str],
    site: Site,
    pages: str,
    failures: str,
    user: str = "",
    trusted_proxies: Sequence[str] = (),
    secured: Secured | None = None,
    inner: Inner | None = None,
    refuses_at_once: bool = False,
) -> str:
    """Return nginx's configuration.

    `services` and `peers` say at which host:port each of them answers; nginx keeps its own files in `folder`. `pages`
    is the folder that `write_errors` filled, `failures` the file for a line about each request that failed here.
    `trusted_proxies` are networks of proxies before this gateway, which say for whom they ask. With `secured`, people
    and services are reached by TLS; else by plain http, as on a developer's machine. `inner` is for services alone.
    `refuses_at_once` says that the port of a replica which is away refuses: then none is left alone for some seconds
    after a failure, and one that is only busy is waited for.
    """
    behind: dict[str, Addresses] = {**services, **{f"peer-{name}": at for name, at in peers.items()}}
    tls = " ssl http2" if secured else ""
    words = {
        "own": (_HERE / "own.conf").read_text(encoding="utf-8").rstrip(),
        "user": f"user {user};" if user else "",
        "listen": listen + tls,
        "secured": _secured(secured) if secured else "",
        "redirect": _redirect(secured, site) if secured else "",
        "inner": _lines(4, _inner_servers(inner, secured)) if inner else "",
        "folder": folder,
        "connect_within": "3s" if refuses_at_once else "500ms",
        "pages": pages,
        "proxies": _lines(4, (f"set_real_ip_from {each};" for each in trusted_proxies)),
        "failures": failures,
        "names": " ".join(sorted(_server_names(site))),
        "upstreams": _lines(4, _upstreams(behind, "max_fails=0" if refuses_at_once else "max_fails=1 fail_timeout=5s")),
        "errors": _lines(8, error_page_rules()),
        "safety": _lines(12, (f'add_header {name} "{value}" always;' for name, value in safety_headers(site))),
        "locations": _lines(8, _locations(services, peers, secured)),
    }
    text = (_HERE / "nginx.conf").read_text(encoding="utf-8")
    for name, value in words.items():
        text = text.replace(f"@@{name}@@", value)
    return text


def _server_names(site: Site) -> Iterator[str]:
    for name in {*site.names, "127.0.0.1", "::1"}:
        yield f"[{name}]" if ":" in name else name


def _upstreams(behind: Mapping[str, Addresses], patience: str) -> Iterator[str]:
    for name, at in behind.items():
        replicas = [at] if isinstance(at, str) else at
        # One that does not answer is left alone for some seconds, while the other one has all requests.
        servers = " ".join(f"server {each} {patience};" for each in replicas)
        yield f"upstream {name} {{ {servers} keepalive 16; }}"
        yield f"upstream {name}-fresh {{ {servers} }}"


def _locations(services: Iterable[str], peers: Iterable[str], secured: Secured | None) -> Iterator[str]:
    for service in services:
        passing = _pass_to(service, secured)
        yield _location(f"/api/{service}/", passing)
        yield f"location = /api/{service}/metrics {{ return 404; }}"
        for path, most in LARGE_BODIES.items():
            if path.startswith(
                (f"/api/{service}/", *(f"{root}/" for root in ROOT_PATHS.get(service, ()) if root != "/"))
            ):
                # The service reads it while it comes: nothing lies on the gateway's disk first.
                yield _location(f"= {path}", f"client_max_body_size {most}; proxy_request_buffering off; {passing}")
        for path in ROOT_PATHS.get(service, ()):
            if path != "/":
                yield _location(f"= {path}", passing)
            yield _location(f"{path.rstrip('/')}/", passing)
    for peer in peers:
        yield _location(f"/peers/{peer}/", _pass_to(f"peer-{peer}", None))


def _location(match: str, passing: str) -> str:
    return f"location {match} {{ if ($is_too_long) {{ return 414; }} {passing} }}"


def _pass_to(upstream: str, secured: Secured | None) -> str:
    if secured is None:
        return f"proxy_pass http://{upstream}$fresh;"
    return f"proxy_ssl_name {upstream}; proxy_pass https://{upstream}$fresh;"


def _secured(secured: Secured) -> str:
    lines = (
        f"ssl_certificate {secured.certificate};",
        f"ssl_certificate_key {secured.key};",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_prefer_server_ciphers off;",
        "ssl_session_cache shared:people:10m;",
        "ssl_session_timeout 1d;",
        "ssl_session_tickets off;",
        f"proxy_ssl_trusted_certificate {secured.authority};",
        "proxy_ssl_verify on;",
        "proxy_ssl_server_name on;",
    )
    return _lines(4, lines)


def _redirect(secured: Secured, site: Site) -> str:
    lines = (
        "server {",
        f"    listen {secured.redirected} default_server;",
        "    server_name _;",
        # The address of the request may be of another host; everybody is led to this site alone.
        f"    return 308 https://{site.authority}$request_uri;",
        "}",
    )
    return _lines(4, lines)


def _inner_servers(inner: Inner, secured: Secured | None) -> Iterator[str]:
    for service, address in inner.addresses.items():
        yield "server {"
        yield f"    listen {address} ssl;"
        yield f"    ssl_certificate {inner.certificate};"
        yield f"    ssl_certificate_key {inner.key};"
        yield f"    location / {{ {_pass_to(service, secured)} }}"
        yield "}"


def _lines(indent: int, lines: Iterable[str]) -> str:
    return "\n".join(" " * indent + line for line in lines)
