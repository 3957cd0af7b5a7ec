"""What the gateway answers by itself, and how it treats services that break off: a real nginx, before stubs."""

import asyncio
import json
import os
import pwd
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.gateway.config import gateway_config
from deploy.gateway.errors import ERRORS, write_errors
from deploy.local import programs
from deploy.local.home import is_listening
from shared.runtime.county import County, Emblem
from shared.web.headers import SAFETY
from shared.web.paths import SERVICES
from shared.web.site import Site
from tests.eventually import eventually
from tests.pictures import a_png

pytestmark = pytest.mark.system

SECRET = "c0ffee.sara@bahardasht.example"


@dataclass(frozen=True, slots=True)
class Gateway:
    """nginx before services of which one breaks off, and one is away."""

    port: int
    folder: Path
    client: httpx.AsyncClient

    def logged(self) -> str:
        return (self.folder / "nginx.log").read_text() + (self.folder / "failures.log").read_text()

    async def raw(self, request: str) -> bytes:
        """Send what no client sends, and return the whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request.encode())
        answered = await reader.read()
        writer.close()
        return answered


@pytest.fixture
async def gateway(tmp_path: Path, unused_tcp_port_factory: object) -> AsyncIterator[Gateway]:
    assert callable(unused_tcp_port_factory)
    port, nowhere = unused_tcp_port_factory(), unused_tcp_port_factory()
    public_url = f"http://127.0.0.1:{port}"
    pages = tmp_path / "pages"
    pages.mkdir()
    write_errors(pages, county=County("بهاردشت"), public_url=public_url)
    async with AsyncExitStack() as running:
        at = await running.enter_async_context(_service_that_breaks_off())
        services = dict.fromkeys(SERVICES, f"127.0.0.1:{at}") | {"notifier": f"127.0.0.1:{nowhere}"}
        config = tmp_path / "nginx.conf"
        config.write_text(
            gateway_config(
                listen=f"127.0.0.1:{port}",
                folder=str(tmp_path),
                services=services,
                peers={"mail": f"127.0.0.1:{at}"},
                site=Site.at(public_url),
                pages=str(pages),
                failures=str(tmp_path / "failures.log"),
                user=pwd.getpwuid(0).pw_name if os.geteuid() == 0 else "",
            ),
            encoding="utf-8",
        )
        with (tmp_path / "nginx.log").open("wb") as log:
            nginx = programs.program("nginx", package="nginx", instead="")
            arguments = ("-e", "stderr", "-p", str(tmp_path), "-c", str(config), "-g", "daemon off;")
            process = await asyncio.create_subprocess_exec(nginx, *arguments, stderr=log)
        await eventually(lambda: _listens(port))
        client = await running.enter_async_context(httpx.AsyncClient(base_url=public_url, trust_env=False))
        yield Gateway(port, tmp_path, client)
        process.terminate()
        await process.wait()


async def test_after_a_connection_broke_off_the_next_form_is_taken_all_the_same(gateway: Gateway) -> None:
    """A service closes a connection after its answer, just as nginx is about to use it for somebody else."""
    for _ in range(5):
        await gateway.client.get("/membership/closing")
        statuses = [(await gateway.client.post("/membership/sign-in")).status_code]
        await gateway.client.post("/membership/closing")
        statuses.append((await gateway.client.post("/membership/sign-in")).status_code)
        statuses.append((await gateway.client.get("/membership/sign-in")).status_code)

        assert statuses == [200, 200, 200]


LONG = "a" * 9_000
LARGE = bytes(13_000_000)


@pytest.mark.parametrize("prefix", ["/api/membership", "/membership"])
async def test_its_own_errors_look_like_ours(gateway: Gateway, prefix: str) -> None:
    ask, away = gateway.client.request, prefix.replace("membership", "notifier")
    answers = {
        413: await ask("POST", f"{prefix}/a", content=LARGE),
        414: await ask("GET", f"{prefix}/{LONG}"),
        405: await ask("TRACE", f"{prefix}/a"),
        431: await ask("GET", f"{prefix}/a", headers={"X-Large": "a" * 140_000}),
        421: await ask("GET", f"{prefix}/a", headers={"Host": "evil.example"}),
        503: await ask("POST", f"{away}/a"),
        404: await ask("GET", "/api/unknown" if prefix.startswith("/api") else "/-/503.html"),
    }

    for status, answer in answers.items():
        assert answer.status_code == status
        number = answer.headers["x-request-id"]
        for name, value in SAFETY.items():
            assert answer.headers.get_list(name) == [value], (status, name)
        if prefix.startswith("/api"):
            assert answer.headers["content-type"].startswith("application/problem+json")
            problem = answer.json()
            assert problem["type"].startswith("urn:ravabet:problem:")
            assert (problem["status"], problem["instance"]) == (status, f"urn:ravabet:request:{number}")
        else:
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert 'lang="fa" dir="rtl"' in answer.text
            assert f"<code>{number}</code>" in answer.text
            assert "site-foot" in answer.text
            assert "<time" not in answer.text
    assert answers[503].headers["retry-after"] == "5"


async def test_the_look_is_there_while_every_service_is_away(gateway: Gateway) -> None:
    page = await gateway.client.post("/notifier/follow")
    style = await gateway.client.get("/-/static/ravabet.css")
    font = await gateway.client.get("/-/static/vazirmatn.woff2")

    assert 'href="/-/static/ravabet.css' in page.text
    assert '"/static/' not in page.text
    assert (style.headers["content-type"], font.headers["content-type"]) == ("text/css; charset=utf-8", "font/woff2")
    assert "url(/static/" not in style.text
    assert (await gateway.client.get("/-/503.json")).status_code == 404


async def test_a_request_that_is_none_is_answered_by_a_page(gateway: Gateway) -> None:
    answered = await gateway.raw("nonsense\r\n\r\n")
    two_hosts = await gateway.raw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n")
    strange = await gateway.raw("GET /api/news/a HTTP/1.1\r\nHost: a/b\r\n\r\n")

    for answer in (answered, two_hosts, strange):
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"x-frame-options: DENY" in answer.lower().replace(b"deny", b"DENY")
        assert b"<center>" not in answer
    assert b"application/problem+json" in strange


async def test_head_is_answered_as_get_is(gateway: Gateway) -> None:
    page = await gateway.client.head("/-/nowhere")
    problem = await gateway.client.head("/api/nowhere")

    assert (page.status_code, page.content, problem.status_code, problem.content) == (404, b"", 404, b"")
    assert problem.headers["content-type"].startswith("application/problem+json")


async def test_unknown_hosts_reach_no_service_and_no_peer(gateway: Gateway) -> None:
    for path in ("/", "/demo", "/peers/mail/", "/api/news/articles", "/static/desk.js"):
        for host in ("evil.example", "127.0.0.1.evil.example", "10.0.0.9", ""):
            assert (await gateway.client.get(path, headers={"Host": host})).status_code in {400, 421}, (path, host)
        for host in ("127.0.0.1", f"localhost:{gateway.port}", "[::1]"):
            assert (await gateway.client.get(path, headers={"Host": host})).status_code == 200, (path, host)


async def test_metrics_are_not_for_the_public(gateway: Gateway) -> None:
    for service in SERVICES:
        for path in ("metrics", "%6detrics", "./metrics", "x/../metrics"):
            request = f"GET /api/{service}/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            assert (await gateway.raw(request)).startswith(b"HTTP/1.1 404 ")


async def test_no_address_and_no_token_is_in_its_log(gateway: Gateway) -> None:
    headers = {"X-Request-ID": "0192-abcd-request", "Referer": f"http://127.0.0.1/u/{SECRET}"}
    await gateway.client.post(f"/u/{SECRET}?q={SECRET}", content=LARGE, headers=headers)
    await gateway.client.post(f"/notifier/{SECRET}", headers=headers)
    await gateway.client.get(f"/membership/{SECRET}/{LONG}", headers=headers)
    await gateway.client.get(f"/membership/{SECRET}", headers={"X-Large": SECRET * 9_000})
    await gateway.client.post(f"/membership/reset/{SECRET}", headers=headers)
    await gateway.client.get(f"/{SECRET}", headers={"Host": "evil.example"})
    logged = gateway.logged()

    assert "c0ffee" not in logged
    assert "sara" not in logged
    assert "127.0.0.1:" in logged, "the upstream"
    lines = [json.loads(line) for line in (gateway.folder / "failures.log").read_text().splitlines()]
    assert {"413", "503", "414", "431", "421"} <= {line["status"] for line in lines}
    assert {"0192-abcd-request"} <= {line["correlation_id"] for line in lines}


def test_each_error_has_a_page_and_a_problem(tmp_path: Path) -> None:
    county = County("بهاردشت", portal_title="پایگاه خبری", emblem=Emblem("png", a_png()))

    write_errors(tmp_path, county=county, public_url="https://ravabet.example")

    assert (tmp_path / "static" / "emblem.png").read_bytes() == a_png()
    for error in ERRORS:
        page = (tmp_path / f"{error.status}.html").read_text(encoding="utf-8")
        assert "بهاردشت" in page
        assert "<b>پایگاه خبری</b>" in page
        assert 'src="/-/static/emblem.png?v=' in page
        problem = (tmp_path / f"{error.status}.json").read_text(encoding="utf-8").replace('"request_name"', "0192")
        assert json.loads(problem)["status"] == error.status


@asynccontextmanager
async def _service_that_breaks_off() -> AsyncIterator[int]:
    """Answer everything but `/…/reset/…`. A connection that `/…/closing` came by is closed when it is used again."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_closing = False
        while (head := await _head(reader)) and not is_closing:
            path = head.split(" ")[1]
            if "/reset/" in path:
                break
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            is_closing = path.endswith("/closing")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return ""
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
    await reader.readexactly(int(fields.get("content-length", 0)))
    return head


async def _listens(port: int) -> bool:
    return is_listening(port)
