"""Whether a page is fit for everybody: on a phone and a desk, in light and dark, with a screen reader."""

from collections.abc import Iterator, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 390, 768, 1024, 1280)
_WIDTHS_OF_LAYOUTS = (390, 1280)
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast"],  # only colours change
}


def faults_of(page: Page, axe: Axe, *, widths: Sequence[int] = WIDTHS) -> Iterator[str]:
    """What is wrong with the page that is open, in sentences."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"scrolls sideways at {width}"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        if scheme == "dark":
            page.reload()  # colours fade, and some only when they are looked at
        for width in _WIDTHS_OF_LAYOUTS:
            page.set_viewport_size({"width": width, "height": 900})
            yield from (f"{fault} ({scheme}, {width})" for fault in _found_by(axe, page, RULES[scheme]))


def _found_by(axe: Axe, page: Page, rules: list[str]) -> Iterator[str]:
    found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    for violation in found.response["violations"]:
        node = violation["nodes"][0]
        yield f"{violation['id']}: {node['html']}: {node['failureSummary']}"
