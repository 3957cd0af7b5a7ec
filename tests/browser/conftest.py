"""A real browser on the shell's sample pages."""

import re
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.fitness import Axe
from tests.browser.sample_pages import build

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the sample pages, served on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # a browser that comes before the server is ready waits
        server = uvicorn.Server(uvicorn.Config(build(), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Of module scope: Playwright's loop must be gone before asynchronous tests run."""
    expect.set_options(timeout=30_000)  # of itself it expects everything within five seconds, on a busy machine, too
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield running
        running.close()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """The accessibility rules. As they come they take joined Arabic letters for icons and skip their contrast."""
    found = re.search(r"isIconLigature:function\(\)\{return (\w+)\}", AXE_SCRIPT)
    assert found, "axe no longer has the function that has to be put right"
    patched, places = re.subn(rf"function {found[1]}\(e\)\{{", lambda head: head[0] + "return!1;", AXE_SCRIPT)
    assert places == 1
    return Axe(patched)
