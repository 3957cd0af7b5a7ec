"""The pages of the peers: rendered here, with one small style sheet inside, asking nothing of another host."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from shared.persian.digits import grouped
from shared.persian.jalali import clock, long_date


class Pages:
    """Templates of one peer, on the paper that all peers share."""

    def __init__(self, folder: Path) -> None:
        self._templates = Environment(loader=FileSystemLoader([folder, Path(__file__).parent]), autoescape=True)
        self._templates.filters.update(grouped=grouped, clock=clock, day=long_date, linked=linked)

    def show(self, template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
        page = self._templates.get_template(template).render(**facts)
        return HTMLResponse(page, status_code=status, headers=_HEADERS)


def linked(text: str) -> Markup:
    """Return the text as HTML in which web addresses can be followed."""
    pieces = _URL.split(text)
    shown = [_anchor(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces)]
    return Markup().join(shown)


def _anchor(url: str) -> Markup:
    return Markup('<a href="{0}" dir="ltr" rel="noreferrer">{0}</a>').format(url)


_URL = re.compile(r"(https?://[^\s<>\"'«»\u2066-\u2069]+[^\s<>\"'«»\u2066-\u2069.,،؛؟!):])")
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
