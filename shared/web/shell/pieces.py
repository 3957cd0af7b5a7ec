"""Pieces that are the same on many pages, rendered once: they would be a third of the work of a page."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from shared.language.speech import current_language
from shared.runtime.viewer import Viewer
from shared.web.shell import navigation

_KEPT = 500
"""How many pieces are kept. There is one for each language and day, and for each language, role and place: in a
county some hundred."""


class Pieces:
    """Renders pieces of the desk's frame in the reader's language, and keeps the results."""

    def __init__(self, pages: Environment) -> None:
        self._pages = pages
        self._rendered = lru_cache(_KEPT)(self._render)

    def scripts(self, today: str) -> Markup:
        """Return the scripts of the page's head and the words that they show; `today` is in the form for typing."""
        return self._rendered(current_language().code, "shell/scripts.html", today=today)

    def menu(self, viewer: Viewer | None, path: str, counts: dict[str, int]) -> Markup:
        """Return the menu of this reader, with numbers beside some links."""
        links = navigation.desk_links(viewer.roles) if viewer else ()
        here = navigation.current(links, path)
        known = {"links": links, "here": here, "is_exact": here is not None and here.href == path}
        if counts:
            return self._render(current_language().code, "shell/menu.html", **known, counts=counts)
        return self._rendered(current_language().code, "shell/menu.html", **known, counts=None)

    def bell(self, unread: int) -> Markup:
        """Return the bell with the number of unread notices."""
        return self._rendered(current_language().code, "shell/bell.html", unread=unread)

    def _render(self, _: str, template: str, **known: Any) -> Markup:
        return Markup(self._pages.get_template(template).render(known))  # noqa: S704 - templates escape
