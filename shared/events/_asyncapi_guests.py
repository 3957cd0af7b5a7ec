"""The part of docs/asyncapi.yaml for other systems as guests (ADR 38): how they send events, and read what is public.

`<name>` stands for the guest's name. A test holds it against the names of the broker's exchanges and queues.
"""

from collections.abc import Mapping
from typing import Any, Final

from shared.events.catalogue import BY_TYPE, PUBLIC
from shared.events.neighbours import NEIGHBOURS

_BINDING_VERSION: Final = "0.3.0"
_VHOST: Final = "/"
_SENT: Final = tuple(event.__name__ for event in NEIGHBOURS)

WEB: Final[Mapping[str, Any]] = {
    "title": "The site of a county",
    "host": "{host}",
    "protocol": "https",
    "description": "Where other systems post their events when they do not speak AMQP.",
    "variables": {"host": {"default": "ravabet.example", "description": "The public name of the county's site."}},
    "security": [{"$ref": "#/components/securitySchemes/signature"}],
    "tags": [{"name": "production"}],
}
SIGNATURE: Final[Mapping[str, Any]] = {
    "type": "httpApiKey",
    "in": "header",
    "name": "webhook-signature",
    "description": (
        "As Standard Webhooks has it: `v1,` and the HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>` by the "
        "guest's key, in base64. `webhook-id` is the `id` of the event; `webhook-timestamp` is in seconds since 1970, "
        "and at most five minutes off."
    ),
}
RECEIPT: Final[Mapping[str, Any]] = {
    "title": "Receipt",
    "description": "What became of an event that a guest sent; the same by HTTP and in the queue of receipts.",
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "The guest's own `id` of the event."},
        "state": {"enum": ["accepted", "refused"]},
        "type": {"type": "string"},
        "at": {"type": "string", "format": "date-time"},
        "event_id": {"type": "string", "description": "The id under which it was published, if it was accepted."},
        "errors": {
            "type": "array",
            "description": "A field and a sentence for each fault, if it was refused.",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
        "schema": {"type": "string", "description": "Where the JSON Schema stands by which it was judged."},
        "sandbox": {"const": True, "description": "It was tried in a sandbox and reaches nobody."},
    },
    "required": ["id", "state", "type", "at"],
}
RECEIPT_MESSAGE: Final[Mapping[str, Any]] = {
    "name": "receipt",
    "title": "Receipt",
    "summary": "What became of an event that a guest sent.",
    "contentType": "application/json",
    "payload": {"$ref": "#/components/schemas/Receipt"},
    "examples": [
        {
            "name": "accepted",
            "summary": "It was accepted.",
            "payload": {
                "id": "2026-118",
                "state": "accepted",
                "type": "outage.announced.v1",
                "at": "2026-11-29T08:30:00Z",
                "event_id": "9f2d5c1e-7a40-5b1f-8c3d-2e6f7a8b9c0d",
            },
        }
    ],
}


def channels() -> dict[str, Any]:
    """Return the channels that guests use."""
    sent = {name: {"$ref": f"#/components/messages/{name}"} for name in _SENT}
    return {
        "guest.posts": {
            "address": "/api/events",
            "description": (
                "A guest posts an event in structured form. The answer is 202 with a receipt and its address in "
                "`Location`, or 401, 403, 409, 413, 415, 422 or 429 with a problem (RFC 9457). An `id` is taken once."
            ),
            "servers": [{"$ref": "#/servers/web"}],
            "messages": sent,
        },
        "guest.publishes": {
            "address": "{type}",
            "description": (
                "A guest's own exchange, with the type as routing key. An event is sent in structured form, or in "
                "binary form with headers such as `cloudEvents:id`. The property `user_id` is needed. Each is answered "
                "with a receipt."
            ),
            "servers": [{"$ref": "#/servers/production"}],
            "parameters": {"type": {"description": "A type that the guest may publish."}},
            "messages": sent,
            "bindings": {"amqp": _exchange("ravabet.guest.<name>")},
        },
        "guest.receipts": {
            "address": "ravabet.guest.<name>.receipts",
            "description": "A guest's queue of receipts for what it published by AMQP.",
            "servers": [{"$ref": "#/servers/production"}],
            "messages": {"Receipt": {"$ref": "#/components/messages/Receipt"}},
            "bindings": {"amqp": _queue("ravabet.guest.<name>.receipts")},
        },
        "guest.events": {
            "address": "ravabet.guest.<name>.events",
            "description": "A guest's queue of public events, those types that it may read.",
            "servers": [{"$ref": "#/servers/production"}],
            "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _public()},
            "bindings": {"amqp": _queue("ravabet.guest.<name>.events")},
        },
    }


def operations() -> dict[str, Any]:
    """Return what a guest does."""
    return {
        "guest.posts": _operation("send", "guest.posts", _SENT, {"http": {"method": "POST", **_version()}}),
        "guest.publishes": _operation(
            "send", "guest.publishes", _SENT, {"amqp": {"deliveryMode": 2, "mandatory": True, **_version()}}
        ),
        "guest.reads.receipts": _operation(
            "receive", "guest.receipts", ("Receipt",), {"amqp": {"ack": True, **_version()}}
        ),
        "guest.reads.events": _operation("receive", "guest.events", _public(), {"amqp": {"ack": True, **_version()}}),
    }


def _operation(action: str, channel: str, messages: tuple[str, ...], bindings: Mapping[str, Any]) -> dict[str, Any]:
    at = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": at},
        "messages": [{"$ref": f"{at}/messages/{name}"} for name in messages],
        "bindings": bindings,
    }


def _public() -> tuple[str, ...]:
    return tuple(sorted(event.__name__ for event in map(BY_TYPE.__getitem__, PUBLIC)))


def _version() -> dict[str, str]:
    return {"bindingVersion": _BINDING_VERSION}


def _exchange(name: str) -> dict[str, Any]:
    exchange = {"name": name, "type": "topic", "durable": True, "autoDelete": False, "vhost": _VHOST}
    return {"is": "routingKey", "exchange": exchange, **_version()}


def _queue(name: str) -> dict[str, Any]:
    queue = {"name": name, "durable": True, "exclusive": False, "autoDelete": False, "vhost": _VHOST}
    return {"is": "queue", "queue": queue, **_version()}
