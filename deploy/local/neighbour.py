"""Another system of the county in `make demo`: the operator lets it in, and it signs what it posts."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx

_DOOR: Final = "/n/new-guest"
_KEY: Final = re.compile(r"whsec_([A-Za-z0-9+/=]+)")


class NotLetIn(Exception):
    """The operator's page gave no key."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A system that may publish outages."""

    web: httpx.Client
    name: str
    key: bytes

    @classmethod
    def let_in(cls, web: httpx.Client, name: str, office: str, operator: Mapping[str, str]) -> "Neighbour":
        """Let it in by the form of the operator. Raises NotLetIn."""
        form = {"name": name, "office": office, "may_publish": "outage.*"}
        page = web.post(_DOOR, headers=operator, data=form)
        key = _KEY.search(page.text)
        if page.status_code != httpx.codes.OK or key is None:
            raise NotLetIn(f"POST {_DOOR} was answered {page.status_code} without a key")
        return cls(web, name, base64.b64decode(key[1]))

    def post(self, event_id: str, event_type: str, data: Mapping[str, Any]) -> httpx.Response:
        """Post an event, signed as Standard Webhooks has it."""
        event = {
            "specversion": "1.0",
            "id": event_id,
            "source": f"/guests/{self.name}",
            "type": event_type,
            "data": data,
        }
        body, at = json.dumps(event, ensure_ascii=False, default=datetime.isoformat).encode(), str(int(time.time()))
        signature = hmac.new(self.key, f"{event_id}.{at}.".encode() + body, hashlib.sha256).digest()
        headers = {
            "content-type": "application/cloudevents+json",
            "webhook-id": event_id,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
        }
        return self.web.post("/api/events", content=body, headers=headers)
