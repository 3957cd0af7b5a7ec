"""Taking what guests send by AMQP: the same rules as by HTTP, and the receipts that answer them."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import structlog

from services.news.guests.domain import State as GuestState
from services.news.ingest.domain import Fault, IdTaken, Post, Refused, read_json, read_post
from services.news.ingest.judging_domain import Admitted
from services.news.ingest.pace_domain import Pace
from services.news.ingest.usecases import Together
from shared.events import CONTENT_TYPE

log = structlog.get_logger()

_PREFIXES: Final = ("cloudEvents:", "cloudEvents_")
"""How the attributes of an event in binary mode are named in AMQP's headers; the second is for what takes no colon."""
_LONGEST_PAUSE: Final = 5.0


class Message(Protocol):
    """A message of a guest."""

    @property
    def body(self) -> bytes:
        """Its bytes."""

    @property
    def content_type(self) -> str:
        """What kind of body it says it has."""

    @property
    def content_encoding(self) -> str:
        """How it says its body is packed."""

    @property
    def user_id(self) -> str:
        """The user of the broker that sent it; the broker has checked it. Empty when the guest left it out."""

    @property
    def headers(self) -> Mapping[str, Any]:
        """Its headers."""


@dataclass(frozen=True, slots=True)
class QueueDoor:
    """The door for what comes by AMQP."""

    find: Callable[[str], Awaitable[Admitted | None]]
    together: Together
    pace: Pace
    now: Callable[[], datetime]

    async def take(self, name: str, messages: Sequence[Message]) -> Sequence[bytes]:
        """Take a batch of one guest, not faster than it may publish, and return the receipt of each as JSON.

        Raises whatever hinders the transaction; then nothing was taken, or all may come again.
        """
        guest = await self.find(name)
        if guest is None or guest.guest.state is GuestState.SUSPENDED:
            reason = guest.guest.reason if guest else "there is no such guest"
            return [self._refusal("", Fault("source", f"nothing is taken from {name}: {reason}")) for _ in messages]
        await self._wait(guest, len(messages))
        answers: list[bytes] = [b""] * len(messages)
        posts: list[tuple[int, Post]] = []
        for place, message in enumerate(messages):
            try:
                posts.append((place, read_message(message, guest)))
            except Refused as refusal:
                answers[place] = self._refusal(_id_of(message), *refusal.faults)
        taken = await self.together([(guest, post) for _, post in posts])
        for (place, post), answer in zip(posts, taken, strict=True):
            match answer:
                case IdTaken():
                    fault = Fault("id", "another event came under this id before")
                    answers[place] = self._refusal(post.id, fault)
                case Exception() as error:
                    # A fault of ours with this event alone: what came along with it must not wait for ever.
                    log.error("guest.event_failed", guest=name, error=type(error).__name__, exc_info=error)
                    answers[place] = self._refusal(post.id, Fault("data", "it could not be taken; tell the operators"))
                case receipt:
                    answers[place] = json.dumps(receipt.as_json(), ensure_ascii=False).encode()
        return answers

    async def _wait(self, guest: Admitted, number: int) -> None:
        # More than a guest may send at once is never admitted together.
        for share in _shares(number, guest.guest.at_once):
            while wait := self.pace.wait(guest.guest, now=time.monotonic(), number=share):  # noqa: ASYNC110 - a pace, no event
                await asyncio.sleep(min(wait, _LONGEST_PAUSE))

    def _refusal(self, post_id: str, *faults: Fault) -> bytes:
        told = {
            "id": post_id,
            "state": "refused",
            "at": self.now().isoformat().replace("+00:00", "Z"),
            "errors": [{"field": field, "message": why} for field, why in faults],
        }
        return json.dumps(told, ensure_ascii=False).encode()


def read_message(message: Message, guest: Admitted) -> Post:
    """Read a message in structured or in binary mode. Raises Refused."""
    user = f"guest.{guest.guest.id}"
    if message.user_id != user:
        raise Refused(Fault("user_id", f"set this property to {user}: the broker then vouches for the sender"))
    if message.content_encoding not in {"", "utf-8", "UTF-8"}:
        raise Refused(Fault("content_encoding", "send the body as it is"))
    if message.content_type.partition(";")[0].strip().lower() == CONTENT_TYPE:
        return read_post(read_json(message.body), guest.guest.id)
    head = _attributes(message.headers)
    if "specversion" not in head:
        raise Refused(
            Fault("content_type", f"send {CONTENT_TYPE}, or the attributes as headers cloudEvents:id and so on")
        )
    head.setdefault("datacontenttype", message.content_type)
    return read_post({**head, "data": read_json(message.body)}, guest.guest.id)


def _attributes(headers: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in headers.items():
        for prefix in _PREFIXES:
            if name.startswith(prefix):
                found[name.removeprefix(prefix)] = value.isoformat() if isinstance(value, datetime) else value
    return found


def _id_of(message: Message) -> str:
    """Return the id that a refused message names, so that its sender knows which it was."""
    try:
        found = read_json(message.body).get("id") or _attributes(message.headers).get("id")
    except Refused:
        found = _attributes(message.headers).get("id")
    return found[:100] if isinstance(found, str) else ""


def _shares(number: int, most: int) -> list[int]:
    return [min(most, number - begun) for begun in range(0, number, most)]
