"""The accounts of guests at the broker: a user with the least rights, an exchange to publish to, and queues to read.

Only an administrator of the broker can give them, and no service is one: an operator's command does it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import httpx

from shared.events.catalogue import PUBLIC
from shared.messaging.guest_names import (
    RECEIPTS,
    entry_of_guest,
    exchange_of_guest,
    reading_of_guest,
    receipts_of_guest,
    user_of_guest,
)
from shared.messaging.rights import MayNotGrant
from shared.messaging.topology import DELIVERY_LIMIT, EXCHANGE, UNROUTED, Queue, TopologyDiffers, vhost_of

ENTRY_HOLDS: Final = 10_000
"""So many events of a guest wait for the ingest; the broker refuses the next one with a nack."""
RECEIPTS_HELD: Final = 10_000
RECEIPTS_HELD_FOR: Final = timedelta(days=7)
EVENTS_HELD: Final = 100_000
EVENTS_HELD_FOR: Final = timedelta(days=30)
CONNECTIONS: Final = 10
CHANNELS: Final = 50

_NOTHING: Final = "^$"
_ANY_VERSION: Final = r"\.v[1-9][0-9]{0,3}"
_FORBIDDEN: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_ENDED_WITHIN_SECONDS: Final = 15
_LOOK_AGAIN_SECONDS: Final = 0.05
_AS_OFTEN_AS_IT_TAKES: Final = 1_000_000
"""RabbitMQ 3 refuses -1, which would say the same to RabbitMQ 4."""


class NoAccount(Exception):
    """The guest has no user at the broker."""


@dataclass(frozen=True, slots=True)
class GuestAccess:
    """What a guest may do at the broker."""

    name: str
    may_publish: Sequence[str]
    """Patterns of types without their version: `outage.announced`, or `outage.*` for all that begin so."""
    may_read: Sequence[str] = ()
    """The exact types that it may read, all of them public."""

    @property
    def publishes(self) -> str:
        """A regular expression for the routing keys that it may use."""
        patterns = [re.escape(each.removesuffix(".*")) + _rest(each) for each in self.may_publish]
        return f"^({'|'.join(patterns)}){_ANY_VERSION}$" if patterns else _NOTHING

    @property
    def writes(self) -> str:
        """A regular expression for the exchanges to which it may publish."""
        return f"^{re.escape(exchange_of_guest(self.name))}$" if self.may_publish else _NOTHING

    @property
    def reads(self) -> str:
        """A regular expression for the queues that it may read."""
        return rf"^{re.escape(exchange_of_guest(self.name))}\.(receipts|events)$"


@dataclass(frozen=True, slots=True)
class AccountState:
    """How a guest's account stands."""

    is_open: bool
    """Whether it has rights; a guest that is suspended keeps its user and password."""
    connections: int
    waiting: int
    """How many of its events the ingest has not taken yet."""
    receipts: int


@dataclass(frozen=True, slots=True)
class GuestAccounts:
    """Opens and shuts the accounts of guests. Every call may be repeated.

    Each raises MayNotGrant when our user is no administrator, TopologyDiffers when a queue exists with other arguments,
    httpx.HTTPError when the broker does not answer, and TimeoutError when it does not end a connection.
    """

    management: httpx.AsyncClient
    vhost: str

    async def open(self, access: GuestAccess, password: str) -> None:
        """Make the account, or give the one that is there this password and these rights."""
        user = _user(access.name)
        await self._put(f"/api/users/{user}", {"password": password, "tags": ""})
        await self._put(f"/api/user-limits/{user}/max-connections", {"value": CONNECTIONS})
        await self._put(f"/api/user-limits/{user}/max-channels", {"value": CHANNELS})
        await self.allow(access)

    async def allow(self, access: GuestAccess) -> None:
        """Give the guest these rights in place of others. Raises NoAccount.

        Queues and bindings come first, so that nothing it publishes is ever without a queue.
        """
        if not await self.exists(access.name):
            raise NoAccount(access.name)
        await self._make_places(access)
        user = _user(access.name)
        topic = {"exchange": exchange_of_guest(access.name), "write": access.publishes, "read": _NOTHING}
        # Topic permissions come before the others: without any, a user may use every routing key.
        await self._put(f"/api/topic-permissions/{self.vhost}/{user}", topic)
        rights = {"configure": _NOTHING, "write": access.writes, "read": access.reads}
        await self._put(f"/api/permissions/{self.vhost}/{user}", rights)

    async def renew_password(self, name: str, password: str) -> None:
        """Give it a new password. Open connections stay, new ones need the new one. Raises NoAccount."""
        if not await self.exists(name):
            raise NoAccount(name)
        await self._put(f"/api/users/{_user(name)}", {"password": password, "tags": ""})

    async def shut(self, name: str) -> bool:
        """Take its rights away and end its connections; return whether it had an account.

        An open channel remembers the rights that it has used, so the connections have to go, too.
        """
        if not await self.exists(name):
            return False
        await self._delete(f"/api/permissions/{self.vhost}/{_user(name)}")
        await self._delete(f"/api/connections/username/{_user(name)}")
        async with asyncio.timeout(_ENDED_WITHIN_SECONDS):
            while await self._connections(name):  # noqa: ASYNC110 - the broker tells nobody when they are gone
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return True

    async def remove(self, name: str) -> None:
        """Delete its user, which ends its connections, then its exchange and its queues with all that is in them."""
        await self.shut(name)
        await self._delete(f"/api/users/{_user(name)}")
        await self._delete(f"/api/exchanges/{self.vhost}/{exchange_of_guest(name)}")
        for queue in (entry_of_guest(name), receipts_of_guest(name), reading_of_guest(name)):
            await self._delete(f"/api/queues/{self.vhost}/{queue}")

    async def exists(self, name: str) -> bool:
        """Whether it has a user."""
        return await self._found(f"/api/users/{_user(name)}") is not None

    async def state(self, name: str) -> AccountState:
        """Return how its account stands. Raises NoAccount."""
        if not await self.exists(name):
            raise NoAccount(name)
        return AccountState(
            is_open=await self._found(f"/api/permissions/{self.vhost}/{_user(name)}") is not None,
            connections=len(await self._connections(name)),
            waiting=await self._depth(entry_of_guest(name)),
            receipts=await self._depth(receipts_of_guest(name)),
        )

    async def _make_places(self, access: GuestAccess) -> None:
        for queue in queues_of(access):
            arguments = {"durable": True, "arguments": queue.arguments}
            await self._put(f"/api/queues/{self.vhost}/{queue.name}", arguments)
        await self._bind(RECEIPTS, receipts_of_guest(access.name), access.name)
        exchange = exchange_of_guest(access.name)
        await self._put(f"/api/exchanges/{self.vhost}/{exchange}", {"type": "topic", "durable": True})
        await self._bind(exchange, entry_of_guest(access.name), "#")
        await self._bind_readable(reading_of_guest(access.name), frozenset(access.may_read) & PUBLIC)

    async def _bind_readable(self, queue: str, types: frozenset[str]) -> None:
        if not types:
            await self._delete(f"/api/queues/{self.vhost}/{queue}")
            return
        there = await self._found(f"/api/bindings/{self.vhost}/e/{EXCHANGE}/q/{queue}") or []
        for binding in there:
            if binding["routing_key"] not in types:
                where = f"/api/bindings/{self.vhost}/e/{EXCHANGE}/q/{queue}/{binding['properties_key']}"
                await self._delete(where)
        for event_type in sorted(types - {binding["routing_key"] for binding in there}):
            await self._bind(EXCHANGE, queue, event_type)

    async def _bind(self, exchange: str, queue: str, key: str) -> None:
        where = f"/api/bindings/{self.vhost}/e/{exchange}/q/{queue}"
        answer = await self.management.post(where, json={"routing_key": key})
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise TopologyDiffers(f"the exchange {exchange} is missing: run ravabet topology first")
        _granted(answer)

    async def _connections(self, name: str) -> list[dict[str, Any]]:
        # Asked by user, the broker tells what is open now; its list of all connections lags seconds behind.
        found: list[dict[str, Any]] = await self._found(f"/api/connections/username/{_user(name)}") or []
        return found

    async def _depth(self, queue: str) -> int:
        found = await self._found(f"/api/queues/{self.vhost}/{queue}") or {}
        return int(found.get("messages") or 0)

    async def _found(self, path: str) -> Any:
        answer = await self.management.get(path)
        return None if answer.status_code == HTTPStatus.NOT_FOUND else _granted(answer).json()

    async def _put(self, path: str, what: Mapping[str, Any]) -> None:
        _granted(await self.management.put(path, json=what))

    async def _delete(self, path: str) -> None:
        answer = await self.management.delete(path)
        if answer.status_code != HTTPStatus.NOT_FOUND:
            _granted(answer)


@asynccontextmanager
async def guest_accounts(management_url: str, amqp_url: str) -> AsyncIterator[GuestAccounts]:
    """Open the management interface for the virtual host of `amqp_url`, for the length of the block."""
    async with httpx.AsyncClient(base_url=management_url, timeout=15) as management:
        yield GuestAccounts(management, vhost_of(amqp_url))


def queues_of(access: GuestAccess) -> Iterator[Queue]:
    """Yield a guest's queues. Each is bounded, so that one guest cannot fill the broker's disk."""
    yield Queue(
        entry_of_guest(access.name),
        {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-max-length": ENTRY_HOLDS,
            "x-overflow": "reject-publish",
            "x-delivery-limit": DELIVERY_LIMIT,
            # What kills the ingest again and again is kept where operators look. It must not come to the queues of
            # services: a guest could write into it whatever a service sends.
            "x-dead-letter-exchange": UNROUTED,
            "x-dead-letter-strategy": "at-least-once",
        },
    )
    yield _reading(receipts_of_guest(access.name), RECEIPTS_HELD, RECEIPTS_HELD_FOR)
    if access.may_read:
        yield _reading(reading_of_guest(access.name), EVENTS_HELD, EVENTS_HELD_FOR)


def _reading(name: str, length: int, age: timedelta) -> Queue:
    bounds = {"x-max-length": length, "x-message-ttl": int(age.total_seconds() * 1000), "x-overflow": "drop-head"}
    # A guest that takes a message and dies gets it again, as often as it takes.
    return Queue(name, {"x-queue-type": "quorum", "x-delivery-limit": _AS_OFTEN_AS_IT_TAKES, **bounds})


def _rest(pattern: str) -> str:
    return r"(\.[a-z0-9]+)+" if pattern.endswith(".*") else ""


def _user(name: str) -> str:
    return quote(user_of_guest(name), safe="")


def _granted(answer: httpx.Response) -> httpx.Response:
    if answer.status_code in _FORBIDDEN:
        raise MayNotGrant("the user of RAVABET_AMQP_ADMIN_URL must be an administrator of the broker")
    if answer.status_code == HTTPStatus.BAD_REQUEST:
        raise TopologyDiffers(f"a guest's exchange or queue exists with other arguments: {_reason(answer)}")
    return answer.raise_for_status()


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("reason"))
    except ValueError:
        return answer.text[:200]
