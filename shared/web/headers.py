"""Security headers for every response: browsers then refuse whatever our own pages never do."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.site import Site


def content_policy(*, style_nonce: str = "") -> str:
    """Return the content policy of a page; a style that one of our own scripts adds needs the page's nonce."""
    styles = f" 'nonce-{style_nonce}'" if style_nonce else ""
    return "; ".join(
        (
            "default-src 'none'",
            *(f"{kind}-src 'self'" for kind in ("connect", "font", "img", "media", "script")),
            f"style-src 'self'{styles}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


SAFETY = {
    "content-security-policy": content_policy(),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # The links in e-mails hold secrets, which must not reach other sites in the Referer header.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Headers that OWASP recommends: scripts and styles only from our own files, no framing, no guessing of types."""

_ONLY_BY_TLS = ("strict-transport-security", "max-age=31536000")


def safety_headers(site: Site) -> Sequence[tuple[str, str]]:
    """Return the security headers; where the public address is https, browsers are also told to use https only."""
    return (*SAFETY.items(), _ONLY_BY_TLS) if site.is_secure else tuple(SAFETY.items())


_OF_A_PAGE = frozenset({b"permissions-policy", b"content-security-policy"})


class SafetyHeaders:
    """Adds the security headers of a site. A page may say itself what it opens, such as the camera of the device."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in safety_headers(site)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                ours = self._headers
                if said := _OF_A_PAGE.intersection(name for name, _ in own):
                    ours = [header for header in ours if header[0] not in said]
                message["headers"] = [*own, *ours]
            await send(message)

        await self._app(scope, receive, answer)
