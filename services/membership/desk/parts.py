"""The parts of the desk that other services make."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, get_args

import httpx
import structlog

from shared.language.speech import PERSIAN, current_language
from shared.runtime.context import current_cause
from shared.web.desk_part import MEDIA_TYPE, NotAPart, Part, read_part
from shared.web.identity import COOKIE
from shared.web.languages import COOKIE as LANGUAGE

PartName = Literal["reporting", "news", "notifier"]
"""In the order in which their things stand within a time."""

_PATHS: Mapping[PartName, str] = {
    "reporting": "/reporting/desk-part",
    "news": "/n/desk-part",
    "notifier": "/notifier/desk-part",
}
_PATIENCE_SECONDS = 1.0

log = structlog.get_logger()


class _Missing(Exception):
    """A part did not come; the message says why, for the log."""


@dataclass(frozen=True, slots=True)
class DeskParts:
    """Asks the services for their parts, all at the same time, in the name of whoever looks at the desk."""

    web: httpx.AsyncClient
    bases: Mapping[PartName, str]
    """Where each service is reached from here; no other address is ever asked."""

    @classmethod
    def at(cls, bases: Mapping[PartName, str]) -> "DeskParts":
        """With a client of their own, for as long as the process lives."""
        return cls(httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=_PATIENCE_SECONDS), bases)

    async def of(self, token: str) -> Mapping[PartName, Part | None]:
        """What waits for the person of this access token; None in the place of a part that did not come in time."""
        names = [name for name in get_args(PartName) if name in self.bases]
        parts = await asyncio.gather(*(self._part(name, token) for name in names))
        return dict(zip(names, parts, strict=True))

    async def close(self) -> None:
        """Give the connections back."""
        await self.web.aclose()

    async def _part(self, name: PartName, token: str) -> Part | None:
        try:
            # The client's own limit is for each read: a service that drips would take longer.
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._fetch(name, token)
        except (TimeoutError, httpx.HTTPError, NotAPart, _Missing) as error:
            log.warning("desk_part.missing", part=name, error=type(error).__name__, why=str(error))
            return None

    async def _fetch(self, name: PartName, token: str) -> Part:
        language = current_language()
        # A cookie and not `?lang=`, whose answer would set one for everybody whom this client asks for.
        speaks = "" if language is PERSIAN else f"; {LANGUAGE}={language.code}"
        headers = {"Cookie": f"{COOKIE}={token}{speaks}", "X-Request-ID": current_cause().correlation_id or ""}
        answer = await self.web.get(self.bases[name].rstrip("/") + _PATHS[name], headers=headers)
        if answer.status_code != HTTPStatus.OK:
            raise _Missing(f"answered {answer.status_code}")
        if answer.headers.get("content-type", "").partition(";")[0].strip() != MEDIA_TYPE:
            raise _Missing("is not HTML")
        return read_part(answer.text)
