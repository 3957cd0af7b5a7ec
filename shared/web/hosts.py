"""Refuses requests whose `Host` header names another site, as a page that lets its own name lead here sends them."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.problems import Problem, answer
from shared.web.refusals import refused
from shared.web.site import Site

_MISDIRECTED = Problem(421, "unknown-host", "این نشانی از این سامانه نیست.")


class KnownHosts:
    """Passes on requests for the site, for the machine itself and for the address that was connected to.

    A probe of HTTP/1.0 that names no host is passed on, too; browsers always name one. It stands before the kept pages,
    so the application that refuses is one of its own.
    """

    def __init__(self, app: ASGIApp, *, site: Site, refuse: ASGIApp) -> None:
        self._app = app
        self._site = site
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and not self._is_for_us(scope):
            refused("request.refused", "unknown_host")
            await self._refuse(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_for_us(self, scope: Scope) -> bool:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if not hosts:
            return bool(scope["http_version"] == "1.0")
        server = scope.get("server") or ("", None)
        return len(hosts) == 1 and self._site.is_own_host(hosts[0].decode("latin-1"), server=server[0])


async def misdirected(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that this is another site; an ASGI application."""
    await answer(Request(scope), _MISDIRECTED)(scope, receive, send)
