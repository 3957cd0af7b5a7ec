"""Security headers for every response: browsers then refuse whatever our own pages never do."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("connect", "font", "img", "script", "style")),
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SAFETY = {
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # The links in e-mails hold secrets, which must not reach other sites in the Referer header.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Headers that OWASP recommends: scripts and styles only from our own files, no framing, no guessing of types."""

_ONLY_BY_TLS = ("strict-transport-security", "max-age=31536000")


class SafetyHeaders:
    """Adds the security headers; where the public address is https, browsers are also told to use https only."""

    def __init__(self, app: ASGIApp, *, by_tls: bool) -> None:
        self._app = app
        headers = (*SAFETY.items(), _ONLY_BY_TLS) if by_tls else SAFETY.items()
        self._headers = [(name.encode(), value.encode()) for name, value in headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, answer)
