"""A page for somebody signed in that reads nothing, or a constant response: how long an application takes to answer."""

import io
import time
from collections.abc import MutableMapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse

from shared.runtime.logging import configure_logging
from shared.runtime.settings import ServiceSettings
from shared.store.store import Store
from shared.web.feature import Feature
from shared.web.identity import SignedIn
from shared.web.parts import parts_of
from shared.web.routing import page_router
from shared.web.shell.page import OnPage
from tests.bare import bare_service
from tests.bench.contestants.life import play
from tests.identity import COOKIE, MANAGER, token_of, trust

_HERE = Path(__file__).parent


async def answer(who: str, mongo_url: str, amqp_url: str, times: int) -> float:
    """Milliseconds for one request; nothing between the caller and the application but ASGI."""
    with redirect_stdout(io.StringIO()):
        configure_logging("news")  # a line a request, as in a service, though not among the results
    app, store = _ours(mongo_url, amqp_url) if who == "ours" else (_constant(), None)
    if store:
        await trust(store)
    await _ask(app)
    began = time.perf_counter()
    for _ in range(times):
        await _ask(app)
    took = time.perf_counter() - began
    if store:
        await store.close()
    return took / times * 1000


def _ours(mongo_url: str, amqp_url: str) -> tuple[FastAPI, Store]:
    pages = page_router()

    @pages.get("/page")
    async def page(page: OnPage, _: SignedIn) -> Response:
        return page.show("page.html")

    settings = ServiceSettings(mongo_url=mongo_url, amqp_url=amqp_url, public_url="http://ravabet.test")
    app = bare_service("news", settings, Feature(name="page", routers=(pages,), folder=_HERE))
    return app, parts_of(app)[Store]


def _constant() -> FastAPI:
    app = FastAPI()

    @app.get("/page")
    async def page() -> Response:
        return PlainTextResponse("یک صفحه")

    return app


async def _ask(app: FastAPI) -> None:
    answers: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message)

    await app(dict(_REQUEST), _receive, send)
    assert answers[0]["status"] == 200


async def _receive() -> MutableMapping[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


_REQUEST = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/page",
    "raw_path": b"/page",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"ravabet.test"), (b"cookie", f"{COOKIE}={token_of(MANAGER)}".encode())],
    "client": ("127.0.0.1", 50_000),
    "server": ("ravabet.test", 80),
}


if __name__ == "__main__":
    play(answer)
