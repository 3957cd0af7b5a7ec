"""Answers unexpected errors, and keeps the connection.

The framework's own handler raises the error again after its answer, and the server then closes the connection. A
gateway that has just sent somebody else's request over it gets no answer to that.
"""

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import Problem, answer
from shared.web.routes import route_of

_BROKEN = Problem(500, "internal", "خطایی در سامانه رخ داد؛ با شماره پیگیری به ما اطلاع دهید.")

log = structlog.get_logger()


class Unforeseen:
    """Logs an error that nobody handled, and answers it with a problem; an answer that has begun is cut off."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        has_begun = False

        async def noticing(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception as error:
            if scope["type"] != "http" or has_begun:
                raise
            log.exception("request.failed", route=route_of(scope), exc_info=error)
            await answer(Request(scope), _BROKEN)(scope, receive, send)
