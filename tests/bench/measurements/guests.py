"""The door for guests: how much comes in by HTTP and by AMQP, and how soon a follower's row stands in the ledger."""

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from tests.bench.arena import Arena, Place, contestant, play
from tests.bench.filling import declare
from tests.bench.measurements.portal import wait_until_it_answers
from tests.bench.rows import Figure, Row

_CONNECTIONS = 32
_SECONDS = 5.0
_EVENTS = 8_000
_ROUNDS = 200
_FLOOD_PER_MINUTE = 600
_SECRET = "whsec_" + base64.b64encode(b"b" * 32).decode()


def measure(arena: Arena) -> list[Row]:
    """What is posted over HTTP, sent by AMQP, and told to a follower."""
    posted, sent, told, beside = [], [], [], []
    for run in arena.runs("guests"):
        arena.tell(run)
        with arena.place() as place, _news(place) as (port, guest):
            seconds = _SECONDS * max(arena.size, 0.4)
            who = {"guest": guest, "secret": _SECRET}
            posted.append(play("guests_posting", port=port, connections=_CONNECTIONS, seconds=seconds, **who))
        with arena.place() as place, _news(place, per_minute=_FLOOD_PER_MINUTE) as (port, guest):
            who = {"guest": guest, "secret": _SECRET, "mongo_url": place.mongo_url_of("news")}
            rounds = max(50, arena.sized(_ROUNDS))
            beside.append(play("guest_beside_a_flood", port=port, connections=_CONNECTIONS, rounds=rounds, **who))
        with arena.place() as place, _news(place) as (_, guest):
            management = arena.servers.management_url
            where = {"amqp_url": place.amqp_url, "management_url": management}
            sent.append(play("guests_sending", guest=guest, events=arena.sized(_EVENTS), **where))
        with arena.place() as place:
            declare(place)
            urls = {"news_url": place.mongo_url_of("news"), "notifier_url": place.mongo_url_of("notifier")}
            rounds = max(50, arena.sized(_ROUNDS))
            told.append(play("guest_to_follower", amqp_url=place.amqp_url, rounds=rounds, **urls))
    over_http = f"guests' events over HTTP, {_CONNECTIONS} connections"
    return [
        Row(f"{over_http}", "events/s", _figure(posted, "rate"), at_least=1_000),
        Row(f"{over_http}, p99", "ms", _figure(posted, "p99"), at_most=100),
        Row("guests' events by AMQP, taken by the broker", "events/s", _figure(sent, "accepted"), at_least=2_000),
        Row("guests' events by AMQP, published and answered", "events/s", _figure(sent, "answered"), at_least=800),
        Row("refused to a guest that floods over HTTP", "posts/s", _figure(beside, "refused")),
        Row("another guest's post beside it, until published, p50", "ms", _figure(beside, "p50")),
        Row("another guest's post beside it, until published, p99", "ms", _figure(beside, "p99"), at_most=1_000),
        Row("guest's post to a follower's row in the ledger, p50", "ms", _figure(told, "p50")),
        Row("guest's post to a follower's row in the ledger, p99", "ms", _figure(told, "p99"), at_most=150),
    ]


@contextmanager
def _news(place: Place, **limits: int) -> Iterator[tuple[int, str]]:
    """News with one guest; the port on which it answers, and the guest's name."""
    declare(place)
    guest = f"g{uuid4().hex[:10]}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where: dict[str, Any] = {"mongo_url": place.mongo_url_of("news"), "amqp_url": place.amqp_url}
    with contestant("guests_ours", port=port, guest=guest, secret=_SECRET, **where, **limits) as running:
        running.wait_until_ready()
        wait_until_it_answers(port, "guests_ours")
        yield port, guest


def _figure(runs: list[dict[str, float]], what: str) -> Figure:
    return Figure(tuple(run[what] for run in runs))
