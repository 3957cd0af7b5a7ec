"""Which language a request is answered in: `?lang=`, else what the browser keeps, else Persian.

An account's own choice comes with the sign-in, which puts it into what the browser keeps.
"""

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.language.speech import LANGUAGES, PERSIAN, Catalogues, Language, speaking

COOKIE = "lang"
PARAMETER = "lang"
_YEAR_SECONDS = 365 * 24 * 3600


class Languages:
    """Lets everything inside a request be said in its language; what an address asks for is kept by the browser."""

    def __init__(self, app: ASGIApp, *, catalogues: Catalogues, secure: bool) -> None:
        self._app = app
        self._catalogues = catalogues
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        asked = LANGUAGES.get(request.query_params.get(PARAMETER, ""))
        language = asked or LANGUAGES.get(request.cookies.get(COOKIE, "")) or PERSIAN
        keeps = asked is not None and not scope["path"].startswith("/api/")

        async def answer(message: Message) -> None:
            if keeps and message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", _cookie(language, secure=self._secure))
            await send(message)

        # Errors that nobody foresaw are answered outside of this middleware, which still finds the language here.
        scope.setdefault("state", {})["language"] = language
        with speaking(language, self._catalogues):
            await self._app(scope, receive, answer)


def keep_language(response: Response, code: str, *, secure: bool) -> None:
    """Let the browser keep a language for a year; one that is not known is not kept."""
    if language := LANGUAGES.get(code):
        response.headers.append("set-cookie", _cookie(language, secure=secure))


def in_language(address: str, language: Language) -> str:
    """The same page in another language: a path with its query, and `lang` in it."""
    path, _, query = address.partition("?")
    others = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != PARAMETER]
    return f"{path}?{urlencode([*others, (PARAMETER, language.code)])}"


def _cookie(language: Language, *, secure: bool) -> str:
    return f"{COOKIE}={language.code}; Max-Age={_YEAR_SECONDS}; Path=/; SameSite=lax{'; Secure' if secure else ''}"
