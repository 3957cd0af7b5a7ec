"""Whether a page is fit for everybody: on a phone and a desk, in light and dark, with a screen reader."""

from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import Page

WIDTHS = (320, 390, 768, 1024, 1280)
_LAYOUTS = _PHONE, _DESK = 390, 1280
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast"],  # only colours change
}


class Axe:
    """The accessibility rules, as a script that a page is given once: to give it takes longer than to run it."""

    def __init__(self, script: str) -> None:
        self._script = script

    def violations(self, page: Page, rules: Sequence[str]) -> list[dict[str, Any]]:
        """What these rules find in the page that is open."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(self._script)
        options = {"runOnly": list(rules), "resultTypes": ["violations"]}
        found: list[dict[str, Any]] = page.evaluate(
            "options => axe.run(document, options).then(found => found.violations)", options
        )
        return found


def faults_of(page: Page, axe: Axe, *, widths: Sequence[int] = WIDTHS) -> Iterator[str]:
    """What is wrong with the page that is open in the light, in sentences."""
    for width in widths:
        yield from _scrolls_sideways(page, width)
        if width in _LAYOUTS:
            yield from _found_by(axe, page, "light", width)
    page.emulate_media(color_scheme="dark")
    page.reload()  # colours fade, and some only when they are looked at
    for width in _LAYOUTS:
        page.set_viewport_size({"width": width, "height": 900})
        yield from _found_by(axe, page, "dark", width)
    page.emulate_media(color_scheme="light")  # for the next page: one that has just changed its colours is between them


def faults_on_phone_and_desk(page: Page, axe: Axe) -> Iterator[str]:
    """What is wrong with it on a phone in the light and at a desk in the dark: its parts were examined as samples."""
    yield from faults_at_a_glance(page, axe)
    page.emulate_media(color_scheme="dark")
    page.reload()
    yield from _scrolls_sideways(page, _DESK)
    yield from _found_by(axe, page, "dark", _DESK)
    page.emulate_media(color_scheme="light")


def faults_at_a_glance(page: Page, axe: Axe) -> Iterator[str]:
    """What is wrong with it on a phone: enough for a page whose template was examined in full elsewhere."""
    yield from _scrolls_sideways(page, _PHONE)
    yield from _found_by(axe, page, "light", _PHONE)


def _scrolls_sideways(page: Page, width: int) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield f"scrolls sideways at {width}"


def _found_by(axe: Axe, page: Page, scheme: str, width: int) -> Iterator[str]:
    # A page with errors scrolls to them, and keeps its place by chance when it gets another width. There the bar of the
    # desk may cover half a button, which axe takes for too small; at the top it covers nothing.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    for violation in axe.violations(page, RULES[scheme]):
        node = violation["nodes"][0]
        yield f"{violation['id']}: {node['html']}: {node['failureSummary']} ({scheme}, {width})"
