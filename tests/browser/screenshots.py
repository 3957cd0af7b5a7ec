"""`make screenshots`: the main pages of the running stack, or of one of its own, into docs/screenshots."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from deploy.local.control import find_running
from deploy.local.stack import home_asked_for, throw_away_stack
from tests.browser.people import sign_in

_FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
_WIDTHS = (1280, 390)

_ALL_PICTURES = """() => Promise.all([...document.images].map(one => {
  one.loading = "eager";
  return one.decode().catch(() => null);
}))"""
"""Waits for those further down, which a browser fetches only when somebody scrolls."""

_PUBLIC = {
    "front": "/",
    "bulletins": "/bulletins",
    "offices": "/offices",
    "office": "/offices/water",
    "follow": "/notifier/follow",
    "article": "",
    "picture-report": "",
}
_FOLLOWED = {
    "article": ("/", "main .story a.headline"),
    "picture-report": ("/search?q=بادام کوهی", "main a.headline"),
    "decree": ("/membership/decrees", "main tbody a"),
    "report": ("/reporting", "main a[href^='/reporting/1']"),
}
"""Pages whose address is not known: where to begin, and which link to take."""
_SIGNED_IN = {
    "dabir": {
        "desk-secretariat": "/desk",
        "matrix": "/reporting",
        "decrees": "/membership/decrees",
        "decree": "",
        "directory": "/membership/offices",
        "office-card": "/membership/offices/water",
        "succession": "/membership/posts/succession?post=office/water:pr_manager",
        "nominations": "/membership/nominations",
        "handovers": "/membership/handovers",
        "imports": "/membership/imports",
    },
    "aslani": {
        "desk-manager": "/desk",
        "news-desk": "/n/desk",
        "feedback": "/n/desk/feedback",
        "library": "/n/media",
        "months": "/reporting",
        "report": "",
    },
}


def main() -> int:
    """Take them all; 0 when every page was answered well."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with _some_stack() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        for width in _WIDTHS:
            _take(browser, url, width, _PUBLIC)
            for username, pages in _SIGNED_IN.items():
                _take(browser, url, width, pages, username=username)
        browser.close()
    return 0


def _take(browser: Browser, url: str, width: int, pages: dict[str, str], *, username: str = "") -> None:
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": 900}, locale="fa-IR", timezone_id="Asia/Tehran"
    )
    page = context.new_page()
    if username:
        sign_in(page, username)
        page.wait_for_url("**/desk")
    for name, path in pages.items():
        if name in _FOLLOWED:
            begin, link = _FOLLOWED[name]
            page.goto(begin)
            path = str(page.locator(link).first.get_attribute("href"))  # noqa: PLW2901 - found only now
        answer = page.goto(path)
        if answer is None or not answer.ok:
            raise SystemExit(f"{path} was answered {answer.status if answer else 'not at all'}")
        page.evaluate(_ALL_PICTURES)
        page.screenshot(path=_FOLDER / f"{name}-{width}.png", full_page=True)
        print(f"{name}-{width}.png")
    context.close()


@contextmanager
def _some_stack() -> Iterator[str]:
    running = find_running(home_asked_for().folder)
    if running:
        yield running.url
        return
    with throw_away_stack() as stack:
        yield stack.url


if __name__ == "__main__":
    sys.exit(main())
