"""What is the same on the pages of many readers: rendered once, since it is a third of the work of a page."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from shared.language.speech import current_language
from shared.runtime.viewer import Viewer
from shared.web.shell import navigation

_KEPT = 500
"""Languages × days, and languages × roles × places: a county has some hundred."""


class Pieces:
    """Pieces of the desk's frame, in the reader's language."""

    def __init__(self, pages: Environment) -> None:
        self._pages = pages
        self._rendered = lru_cache(_KEPT)(self._render)

    def scripts(self, today: str) -> Markup:
        """What stands in the head for scripts, and what they say; `today` as it may be typed."""
        return self._rendered(current_language().code, "shell/scripts.html", today=today)

    def menu(self, viewer: Viewer | None, path: str, counts: dict[str, int]) -> Markup:
        """The places of this reader, with numbers beside some of them."""
        links = navigation.desk_links(viewer.roles) if viewer else ()
        here = navigation.current(links, path)
        known = {"links": links, "here": here, "is_exact": here is not None and here.href == path}
        if counts:
            return self._render(current_language().code, "shell/menu.html", **known, counts=counts)
        return self._rendered(current_language().code, "shell/menu.html", **known, counts=None)

    def bell(self, unread: int) -> Markup:
        """The bell with its number, as the page knew it."""
        return self._rendered(current_language().code, "shell/bell.html", unread=unread)

    def _render(self, _: str, template: str, **known: Any) -> Markup:
        return Markup(self._pages.get_template(template).render(known))  # noqa: S704 - templates escape
