"""What a neighbour does: admitted as a guest, it signs its events as Standard Webhooks' own library does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from httpx import AsyncClient, Response
from standardwebhooks import Webhook

_numbers = count(1)

OUTAGE: Mapping[str, Any] = {
    "outage_id": "1405-118",
    "utility": "water",
    "places": ["بالادست"],
    "reason": "تعویض شیر خط اصلی",
    "begins_at": "2026-11-23T05:30:00Z",
}


def event_of(guest: str, data: Any = OUTAGE, **attributes: Any) -> dict[str, Any]:
    """A CloudEvent as a guest's developers write it."""
    return {
        "specversion": "1.0",
        "id": f"e{next(_numbers)}",
        "source": f"/guests/{guest}",
        "type": "outage.announced.v1",
        "data": data,
    } | attributes


@dataclass
class Neighbour:
    """A system that posts to the portal."""

    portal: AsyncClient
    name: str
    secret: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def event(self, data: Any = OUTAGE, **attributes: Any) -> dict[str, Any]:
        """One of its events."""
        return event_of(self.name, data, **attributes)

    async def post(self, event: Mapping[str, Any] | bytes, **headers: str) -> Response:
        """Sign it and post it; headers that are given take the place of the right ones."""
        body = event if isinstance(event, bytes) else json.dumps(event, ensure_ascii=False).encode()
        post_id = str(event["id"]) if isinstance(event, Mapping) else f"e{next(_numbers)}"
        post_id = headers.get("webhook-id", post_id)
        signature = Webhook(self.secret).sign(post_id, self.now, body.decode("utf-8", "surrogateescape"))
        usual = {
            "content-type": "application/cloudevents+json",
            "webhook-id": post_id,
            "webhook-timestamp": str(int(self.now.timestamp())),
            "webhook-signature": signature,
        }
        return await self.portal.post("/api/events", content=body, headers=usual | headers)
