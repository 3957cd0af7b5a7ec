"""Fetches the sections of the desk that other services render."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, get_args

import httpx
import structlog

from shared.language.speech import PERSIAN, current_language
from shared.runtime.context import current_cause
from shared.web.cookies import Cookies
from shared.web.desk_section import MEDIA_TYPE, NotASection, Section, read_section
from shared.web.identity import COOKIE
from shared.web.languages import COOKIE as LANGUAGE

SectionName = Literal["reporting", "news", "notifier"]
"""The services that render a section. At each time their entries stand in this order."""

_PATHS: Mapping[SectionName, str] = {
    "reporting": "/reporting/desk-part",
    "news": "/n/desk-part",
    "notifier": "/notifier/desk-part",
}
_PATIENCE_SECONDS = 1.0

log = structlog.get_logger()


class _Missing(Exception):
    """A section did not arrive. The message says why, for the log."""


@dataclass(frozen=True, slots=True)
class DeskSections:
    """Fetches the sections of all services at the same time, in the name of the person who looks at the desk."""

    web: httpx.AsyncClient
    bases: Mapping[SectionName, str]
    """The address of each service as seen from here. No other address is ever asked."""
    cookies: Cookies

    @classmethod
    def at(cls, bases: Mapping[SectionName, str], cookies: Cookies) -> "DeskSections":
        """Make it with its own HTTP client, which lives as long as the process."""
        web = httpx.AsyncClient(
            trust_env=False,
            verify=ssl.create_default_context(),  # SSL_CERT_FILE may name an authority of the county's own
            follow_redirects=False,
            timeout=_PATIENCE_SECONDS,
        )
        return cls(web, bases, cookies)

    async def of(self, token: str) -> Mapping[SectionName, Section | None]:
        """The sections for the person of this access token. A section that did not arrive in time is None."""
        names = [name for name in get_args(SectionName) if name in self.bases]
        sections = await asyncio.gather(*(self._section(name, token) for name in names))
        return dict(zip(names, sections, strict=True))

    async def close(self) -> None:
        """Give the connections back."""
        await self.web.aclose()

    async def _section(self, name: SectionName, token: str) -> Section | None:
        try:
            # The limit of the client counts for each read, so a service that answers in drops would take longer.
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._fetch(name, token)
        except (TimeoutError, httpx.HTTPError, NotASection, _Missing) as error:
            log.warning("desk_section.missing", section=name, error=type(error).__name__, why=str(error))
            return None

    async def _fetch(self, name: SectionName, token: str) -> Section:
        language = current_language()
        # The language goes as a cookie: the answer to `?lang=` would set one in the client that fetches for everybody.
        speaks = "" if language is PERSIAN else f"; {self.cookies.name(LANGUAGE)}={language.code}"
        cookie = f"{self.cookies.name(COOKIE)}={token}{speaks}"
        headers = {"Cookie": cookie, "X-Request-ID": current_cause().correlation_id or ""}
        answer = await self.web.get(self.bases[name].rstrip("/") + _PATHS[name], headers=headers)
        if answer.status_code != HTTPStatus.OK:
            raise _Missing(f"answered {answer.status_code}")
        if answer.headers.get("content-type", "").partition(";")[0].strip() != MEDIA_TYPE:
            raise _Missing("is not HTML")
        return read_section(answer.text)
