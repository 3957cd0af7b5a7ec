"""Posting to a guest's address, signed as Standard Webhooks has it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

import httpx

from services.news.ingest.pace_domain import signature_of
from services.news.webhooks.domain import Answer
from shared.events import CONTENT_TYPE

_PATIENCE: Final = 15.0
_CONCURRENT: Final = 16


class WebhookPost:
    """Posts events. It follows no redirection: an address that moved is entered anew by an operator."""

    def __init__(self, now: Callable[[], datetime], *, patience: float = _PATIENCE) -> None:
        """Connect to nothing yet; `patience` is how many seconds an answer may take."""
        # It logs whole addresses.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._now = now
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(patience, pool=None),
            limits=httpx.Limits(max_connections=_CONCURRENT, max_keepalive_connections=_CONCURRENT),
            trust_env=False,
            follow_redirects=False,
        )

    async def send(self, url: str, body: bytes, *, event_id: str, secret: str) -> Answer:
        """Post one event and return the answer; no answer is one, too."""
        at = self._now()
        timestamp = str(int(at.timestamp()))
        headers = {
            "content-type": CONTENT_TYPE,
            "webhook-id": event_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{signature_of(f'{event_id}.{timestamp}.'.encode() + body, secret)}",
        }
        try:
            async with self._http.stream("POST", url, content=body, headers=headers) as answer:
                # The body of the answer is not read: only its status counts.
                return Answer(self._now(), answer.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return Answer(self._now(), 0, type(error).__name__)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
