"""The shell of one service: its templates, filters and the frame that every page has."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from typing_extensions import override

from shared.language import shown
from shared.language.prose import in_readers_digits, with_links
from shared.language.speech import ENGLISH, PERSIAN, Catalogues, current_language, fenced, gettext, speaking
from shared.persian.jalali import TEHRAN
from shared.runtime.county import County
from shared.web.cookies import Cookies
from shared.web.languages import in_language
from shared.web.paths import local_path
from shared.web.shell import navigation
from shared.web.shell.assets import asset_url, emblem_url
from shared.web.shell.icons import icon, with_sprite
from shared.web.shell.pieces import Pieces
from shared.web.shell.words import NAMED_PROBLEMS, PROBLEMS

OWN_TEMPLATES: Final = Path(__file__).parent / "templates"
OWN_CATALOGUES: Final = Path(__file__).parent / "locale"

CSRF_FIELD: Final = "csrf"
_OUR_FAULT: Final = 500
SAID: Final = "said"
"""The cookie with the sentence that the next page says once."""
_SECONDS_TO_SAY: Final = 60
THEME: Final = "theme"
THEMES: Final = frozenset({"light", "dark"})


class Shell:
    """Renders the pages of one service, in the county's design and the reader's language.

    `locales` are the folders of the service's message catalogues; the shell's own catalogue is used after them.
    `request.state.viewer` decides what the menus show. `request.state.csrf` is the token that `csrf_field()` puts into
    a form. `now` returns aware instants.
    """

    def __init__(
        self,
        *templates: Path,
        county: County,
        demo: bool,
        public_url: str,
        now: Callable[[], datetime],
        locales: Iterable[Path] = (),
    ) -> None:
        self.catalogues = Catalogues(*locales, OWN_CATALOGUES)
        self.now = now
        self.county = county
        self.is_demo = demo
        self.cookies = Cookies.at(public_url)
        self._pages = _Pages(
            loader=FileSystemLoader([*templates, OWN_TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            extensions=["jinja2.ext.do"],
        )
        self._pages.filters.update(
            fa=_when_shown(shown.digits),
            grouped=_when_shown(shown.grouped),
            long_date=_when_shown(shown.long_date),
            short_date=_when_shown(lambda at: shown.short_date(at, now())),
            dated=_when_shown(shown.date_with_year),
            numeric_date=_when_shown(shown.numeric_date),
            clock=_when_shown(shown.clock),
            ago=_when_shown(lambda at: shown.ago(at, now())),
            moment=_when_shown(lambda at: shown.moment(at, now())),
            period_name=_when_shown(shown.period_name),
            percent=_when_shown(shown.percent),
            translated=_when_shown(translated),
            prose=_when_shown(in_readers_digits),
            linked=_when_shown(with_links),
            iso=_iso,
            isolate=isolate,
        )
        pieces = Pieces(self._pages)
        self._pages.globals.update(
            _=_said,
            county=county.name,
            profile=county,
            emblem=emblem_url(county.emblem) if county.emblem else None,
            demo=demo,
            public_url=public_url,
            icon=icon,
            asset=asset_url,
            portal_links=navigation.PORTAL,
            current_link=navigation.current,
            is_offered=navigation.is_offered,
            role_name=navigation.role_name,
            month_names=shown.month_names,
            weekday_names=shown.weekday_names,
            language=current_language,
            desk_scripts=pieces.scripts,
            desk_menu=pieces.menu,
            desk_bell=pieces.bell,
            in_persian=self._in_persian,
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
        """Render a template of this service or of the shell; a name that the context lacks is an error.

        The desk's frame takes `unread` (the number of notices) and `counts` (numbers by address of a menu link) from
        the context. Raises ValueError when the context has a name that the frame sets itself.
        """
        viewer = getattr(request.state, "viewer", None)
        token = getattr(request.state, "csrf", "")
        token_field = csrf_field(token)  # a list has a form in each row
        theme = self.cookies.read(request, THEME)
        said = unquote(self.cookies.read(request, SAID))
        frame = {
            "viewer": viewer,
            "now": self.now(),
            "path": request.url.path,
            "back": _address(request),
            "other": _other_language(request),
            "csrf": token,
            "csrf_field": lambda: token_field,
            "theme": theme if theme in THEMES else "",
            "said": gettext(said),
        }
        if taken := frame.keys() & context.keys():
            raise ValueError(f"the frame of every page has {', '.join(sorted(taken))} already")
        body = self._pages.get_template(template).render({"unread": 0, "counts": {}, **frame, **context})
        caching = {"Cache-Control": "no-store" if viewer else "private, no-cache"}
        response = HTMLResponse(with_sprite(body), status, {"Vary": "Cookie", **caching, **(headers or {})})
        if said:
            self.cookies.forget(response, SAID)
        return response

    def go(self, to: str, *, said: str = "") -> RedirectResponse:
        """Answer a form with a redirect to `to`, where the sentence `said` is shown once («خبر منتشر شد»)."""
        response = RedirectResponse(to, 303)
        if said:
            self.cookies.keep(response, SAID, quote(said), seconds=_SECONDS_TO_SAY)
        return response

    def problem(
        self, request: Request, status: int, *, reference: str, detail: str | None = None, name: str = ""
    ) -> HTMLResponse:
        """Return a page that says what went wrong and what to do, with the number that operators find in their logs.

        `detail` is about this case; it is shown before the general sentence for the status, or for the problem of this
        `name`.
        """
        problem = (
            NAMED_PROBLEMS.get(name) or PROBLEMS.get(status) or PROBLEMS[400 if status < _OUR_FAULT else _OUR_FAULT]
        )
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

    def _in_persian(self, caller: Callable[[], Markup]) -> Markup:
        """Render a block of a template in Persian, in every reader's language; for official letters."""
        with speaking(PERSIAN, self.catalogues):
            return caller()


class _Pages(Environment):
    @override
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # All globals are set before the first template is loaded, so one dictionary is enough. Jinja's ChainMap would
        # take a tenth of a page's time.
        return self.globals


def csrf_field(token: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def isolate(text: object) -> Markup:
    """Return text, such as a phone number or an address, that keeps its own direction within Persian text."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def translated(text: str | Markup) -> str | Markup:
    """Translate words that come from Python; markup is returned as it is, since it was translated before."""
    return text if isinstance(text, Markup) else gettext(text)


def _when_shown(show: Callable[[Any], Any]) -> Callable[[Context, Any], Any]:
    """Return a filter that depends on the reader's language, so that Jinja never evaluates it at compile time."""

    @pass_context
    def shows(_: Context, value: Any) -> Any:
        return show(value)

    return shows


def _said(message: str, /, **values: object) -> Markup:
    """The `_` of templates. A message is markup, its values are not; English ones are worded to need no plural."""
    said = Markup(gettext(message))  # noqa: S704 - written by us, in templates and catalogues
    return said % {name: fenced(value) for name, value in values.items()} if values else said


def _address(request: Request) -> str:
    """Return the address to which a small form of the frame leads back; `/` for the answer to a posted form."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _other_language(request: Request) -> dict[str, Any]:
    """Return the other language and the address of the same page in it."""
    language = ENGLISH if current_language() is PERSIAN else PERSIAN
    return {"language": language, "href": in_language(local_path(_address(request)), language)}


def _iso(at: datetime) -> str:
    """Return an instant for `<time datetime>`: Tehran time with its offset."""
    return at.astimezone(TEHRAN).isoformat(timespec="minutes")
