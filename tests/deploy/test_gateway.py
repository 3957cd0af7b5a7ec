"""The gateway behind another proxy: a real nginx before a service that says what it was told."""

import os
import pwd
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from deploy.gateway.config import gateway_config
from deploy.local import programs
from deploy.local.home import is_listening
from deploy.local.processes import Process
from shared.web.site import Site


class _Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        said = f"{self.headers['X-Forwarded-For']} {self.headers['Forwarded']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


@pytest.fixture
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("trusted", "address"), [([], "127.0.0.1"), (["127.0.0.0/8"], "192.0.2.7"), (["10.0.0.0/8"], "127.0.0.1")]
)
def test_a_proxy_before_it_is_believed_only_when_it_is_named(
    service: str, tmp_path: Path, trusted: list[str], address: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = tmp_path / "nginx.conf"
    config.write_text(
        gateway_config(
            listen=f"127.0.0.1:{port}",
            folder=str(tmp_path),
            services={"news": service},
            peers={},
            site=Site.at(f"http://127.0.0.1:{port}"),
            pages=str(tmp_path),
            failures=str(tmp_path / "failures.log"),
            user=pwd.getpwuid(0).pw_name if os.geteuid() == 0 else "",
            trusted_proxies=trusted,
        )
    )
    nginx = programs.program("nginx", package="nginx", instead="")
    command = [nginx, "-e", "stderr", "-p", str(tmp_path), "-c", str(config), "-g", "daemon off;"]
    gateway = Process("gateway", command, log=tmp_path / "log", is_ready=lambda: is_listening(port))
    try:
        gateway.wait()
        sent = {"X-Forwarded-For": "6.6.6.6, 192.0.2.7, 127.0.0.9", "Forwarded": "for=6.6.6.6"}
        said = httpx.get(f"http://127.0.0.1:{port}/", headers=sent, trust_env=False).text
    finally:
        gateway.kill()

    assert said == f"{address} None"


def test_large_bodies_go_through_at_their_own_addresses_alone() -> None:
    config = gateway_config(
        listen="127.0.0.1:80",
        folder="/tmp",  # noqa: S108 - nothing is written
        services={"news": "127.0.0.1:1", "membership": "127.0.0.1:2"},
        peers={},
        site=Site.at("http://127.0.0.1"),
        pages="/tmp",  # noqa: S108
        failures="/tmp/failures.log",  # noqa: S108
    )

    lines = [line.strip() for line in config.splitlines() if "client_max_body_size" in line]
    assert lines[0] == "client_max_body_size 12m;"
    assert [line.split(" {")[0] for line in lines[1:]] == ["location = /api/news/media", "location = /n/media"]
    assert all(f"client_max_body_size {70 * 1024 * 1024}; proxy_request_buffering off;" in line for line in lines[1:])
