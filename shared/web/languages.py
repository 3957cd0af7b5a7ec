"""The choice of the language of an answer: `?lang=`, else the browser's cookie, else Persian.

The language that a person chose for the account is put into the cookie at sign-in.
"""

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.language.speech import LANGUAGES, PERSIAN, Catalogues, Language, speaking
from shared.web.cookies import Cookies

COOKIE = "lang"
PARAMETER = "lang"
_YEAR_SECONDS = 365 * 24 * 3600


class Languages:
    """Answers each request in its language, and keeps a language that the address asks for in a cookie."""

    def __init__(self, app: ASGIApp, *, catalogues: Catalogues, cookies: Cookies) -> None:
        self._app = app
        self._catalogues = catalogues
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        asked = LANGUAGES.get(request.query_params.get(PARAMETER, ""))
        language = asked or LANGUAGES.get(self._cookies.read(request, COOKIE)) or PERSIAN
        keeps = asked is not None and not scope["path"].startswith("/api/")

        async def answer(message: Message) -> None:
            if keeps and message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", _cookie(language, self._cookies))
            await send(message)

        with speaking(language, self._catalogues):
            await self._app(scope, receive, answer)


def keep_language(response: Response, code: str, cookies: Cookies) -> None:
    """Keep a language in the browser's cookie for a year; an unknown code is ignored."""
    if language := LANGUAGES.get(code):
        response.headers.append("set-cookie", _cookie(language, cookies))


def in_language(address: str, language: Language) -> str:
    """Return the address of the same page in another language: its path and query, with `lang` added."""
    path, _, query = address.partition("?")
    others = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != PARAMETER]
    return f"{path}?{urlencode([*others, (PARAMETER, language.code)])}"


def _cookie(language: Language, cookies: Cookies) -> str:
    name, secure = cookies.name(COOKIE), "; Secure" if cookies.is_secure else ""
    return f"{name}={language.code}; Max-Age={_YEAR_SECONDS}; Path=/; SameSite=lax{secure}"
