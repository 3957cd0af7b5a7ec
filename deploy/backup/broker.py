"""What the broker's management interface knows of a virtual host: exchanges, queues, bindings and policies."""

import asyncio
from typing import Any
from urllib.parse import quote

import httpx

from deploy.backup.trouble import Trouble
from shared.messaging import topology
from shared.messaging.topology import queues, vhost_of

_FORBIDDEN = (401, 403)
_NOT_FOUND = 404


def definitions(management_url: str, amqp_url: str) -> dict[str, Any]:
    """Return the definitions of a virtual host. They hold no users and no passwords.

    Raises Trouble when the user is no administrator, httpx.HTTPError when the broker does not answer.
    """
    with httpx.Client(base_url=management_url, timeout=30) as management:
        found: dict[str, Any] = _allowed(management.get(f"/api/definitions/{vhost_of(amqp_url)}")).json()
        return found


def refuse_messages(management_url: str, amqp_url: str) -> None:
    """Raise Trouble when events of another life wait in one of our queues."""
    with httpx.Client(base_url=management_url, timeout=30) as management:
        for queue in queues():
            answer = management.get(f"/api/queues/{vhost_of(amqp_url)}/{queue.name}")
            if answer.status_code == _NOT_FOUND:
                continue
            if waiting := _allowed(answer).json().get("messages"):
                raise Trouble(f"The queue {queue.name} holds {waiting} messages of another life: purge it first")


def define(management_url: str, amqp_url: str, wanted: dict[str, Any]) -> None:
    """Give a virtual host, which is made where it is missing, these definitions and the topology of this release."""
    with httpx.Client(base_url=management_url, timeout=60) as management:
        vhost = vhost_of(amqp_url)
        if management.get(f"/api/vhosts/{vhost}").status_code == _NOT_FOUND:
            _allowed(management.put(f"/api/vhosts/{vhost}"))
            everything = {"configure": ".*", "write": ".*", "read": ".*"}
            user = quote(httpx.URL(management_url).username, safe="")
            _allowed(management.put(f"/api/permissions/{vhost}/{user}", json=everything))
        _allowed(management.post(f"/api/definitions/{vhost}", json=wanted))
    try:
        asyncio.run(topology.declare(amqp_url))
    except topology.TopologyDiffers as error:
        raise Trouble(f"The broker's topology does not fit: {error}") from error


def _allowed(answer: httpx.Response) -> httpx.Response:
    if answer.status_code in _FORBIDDEN:
        raise Trouble("RAVABET_AMQP_ADMIN_URL must name the broker's management interface with an administrator")
    return answer.raise_for_status()
