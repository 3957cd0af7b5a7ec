"""Renders pages: templates compiled once, Persian filters, the strict headers every page carries."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from shared.persian.digits import grouped, persian_digits
from shared.persian.jalali import MONTHS, TEHRAN, WEEKDAYS, ago, clock, long_date, numeric_date, short_date
from shared.web.shell import navigation
from shared.web.shell.assets import asset_url
from shared.web.shell.icons import icon, with_sprite
from shared.web.shell.words import PROBLEMS

OWN_TEMPLATES: Final = Path(__file__).parent / "templates"

CSRF_FIELD: Final = "csrf"
_OUR_FAULT: Final = 500
_SAID: Final = "said"
_SECONDS_TO_SAY: Final = 60
THEMES: Final = frozenset({"light", "dark"})


class Shell:
    """Every page of one service, in the county's dress.

    `request.state.viewer` (or its absence) decides what the menus show; `request.state.csrf` is the token that
    `csrf_field()` puts into a form. `now` gives aware instants.
    """

    def __init__(self, *templates: Path, county: str, demo: bool, public_url: str, now: Callable[[], datetime]) -> None:
        self._now = now
        self._secure = public_url.startswith("https:")
        self._pages = Environment(
            loader=FileSystemLoader([*templates, OWN_TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._pages.filters.update(
            fa=persian_digits,
            grouped=grouped,
            long_date=long_date,
            short_date=self._short_date,
            numeric_date=numeric_date,
            clock=clock,
            ago=self._ago,
            moment=self._moment,
            iso=_iso,
            isolate=isolate,
            percent=percent,
        )
        self._pages.globals.update(
            county=county,
            demo=demo,
            public_url=public_url,
            icon=icon,
            asset=asset_url,
            portal_links=navigation.PORTAL,
            desk_links=navigation.desk_links,
            current_link=navigation.current,
            role_name=navigation.role_name,
            months=MONTHS,
            weekdays=WEEKDAYS,
        )

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """Render a template of this service or of the shell; a name it misses is an error, never a gap.

        `unread` (notices) and `counts` (an address of the menu → a number) are for the desk's frame.
        """
        viewer = getattr(request.state, "viewer", None)
        token = getattr(request.state, "csrf", "")
        theme = request.cookies.get("theme", "")
        said = unquote(request.cookies.get(_SAID, ""))
        frame = {
            "viewer": viewer,
            "now": self._now(),
            "path": request.url.path,
            "back": _address(request),
            "csrf": token,
            "csrf_field": lambda: csrf_field(token),
            "theme": theme if theme in THEMES else "",
            "said": said,
        }
        if taken := frame.keys() & context.keys():
            raise ValueError(f"the frame of every page has {', '.join(sorted(taken))} already")
        body = self._pages.get_template(template).render({"unread": 0, "counts": {}, **frame, **context})
        caching = {"Cache-Control": "no-store" if viewer else "private, no-cache"}
        response = HTMLResponse(with_sprite(body), status, {"Vary": "Cookie", **caching, **(headers or {})})
        if said:
            response.delete_cookie(_SAID)
        return response

    def go(self, to: str, *, said: str = "") -> RedirectResponse:
        """After a form: the browser asks for `to`, and that page says once what was done («خبر منتشر شد»)."""
        response = RedirectResponse(to, 303)
        if said:
            response.set_cookie(
                _SAID, quote(said), max_age=_SECONDS_TO_SAY, httponly=True, samesite="lax", secure=self._secure
            )
        return response

    def problem(self, request: Request, status: int, *, reference: str, detail: str | None = None) -> HTMLResponse:
        """The page for what went wrong and what to do, with the number by which the operators find it in their logs.

        `detail` says what it was in this case; it comes before the sentence for all such cases.
        """
        problem = PROBLEMS.get(status) or PROBLEMS[400 if status < _OUR_FAULT else _OUR_FAULT]
        headers = {"Retry-After": "30"} if status == 503 else None  # noqa: PLR2004 - the number is the name
        return self.page(
            request,
            "shell/problem.html",
            status=status,
            headers=headers,
            problem=problem,
            detail=detail or "",
            reference=reference,
        )

    def _ago(self, at: datetime) -> str:
        return ago(at, self._now())

    def _moment(self, at: datetime) -> str:
        """The clock today, the day before that."""
        now = self._now()
        return clock(at) if at.astimezone(TEHRAN).date() == now.astimezone(TEHRAN).date() else ago(at, now)

    def _short_date(self, at: datetime | date) -> str:
        return short_date(at, self._now())


def csrf_field(token: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def isolate(text: object) -> Markup:
    """Keep a phone number, an address or a file type in its own direction within Persian text."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def percent(number: int) -> str:
    """For tables: digits and the sign, which a right-to-left mark keeps on its side."""
    return f"{persian_digits(number)}\u200f٪"


def _address(request: Request) -> str:
    """Where a small form of the page's frame brings a reader back to; what answers a form has no address of its own."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _iso(at: datetime) -> str:
    """For `<time datetime>`: local time with its offset."""
    return at.astimezone(TEHRAN).isoformat(timespec="minutes")
