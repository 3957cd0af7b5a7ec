"""How soon events are handled again after the broker was away."""

import time
from collections import defaultdict
from contextlib import suppress
from urllib.parse import urlsplit

from aiormq.exceptions import AMQPError

from deploy.local.processes import Process
from deploy.local.rabbit import speaks_amqp
from tests.bench import filling
from tests.bench.arena import Arena, NotMeasured, Place, contestant
from tests.bench.contestants import payload
from tests.bench.rows import Figure, Row

_RUNS = 5
"""More than of others: the peer tries every five seconds, and when it does so is chance."""
_AWAY_SECONDS = 2.0
_LONGEST_SECONDS = 60.0
_BEFORE, _AFTER = payload.article_name(0), payload.article_name(1)


def measure(arena: Arena) -> list[Row]:
    """Stop the broker and start it again under a listener. Raises NotMeasured."""
    broker = next((process for process in arena.servers.processes if process.name == "rabbit"), None)
    if broker is None:
        raise NotMeasured("the broker is not of this run's own: leave RAVABET_AMQP_URL unset")
    found = defaultdict(list)
    for run in range(1, max(1, arena.sized(_RUNS)) + 1):
        for name in ("delay_ours", "hear_aio_pika"):
            arena.tell(f"the broker comes back, run {run}: {name}")
            found[name].append(_seconds(arena, broker, name))
    return [
        Row(
            "broker's port open again → first event handled",
            "s",
            Figure(tuple(found["delay_ours"])),
            "aio-pika's own reconnect",
            Figure(tuple(found["hear_aio_pika"])),
            times_better=2,
        )
    ]


def _seconds(arena: Arena, broker: Process, name: str) -> float:
    with arena.place() as place:
        filling.declare(place)
        arguments = {"amqp_url": place.amqp_url}
        if name == "delay_ours":
            arguments |= {"role": "hear", "mongo_url": place.mongo_url_of("notifier")}
        with contestant(name, events=2, **arguments) as listener:
            listener.wait_until_ready()
            filling.queue_publications(place, [_BEFORE])
            broker.stop()
            time.sleep(_AWAY_SECONDS)
            broker.start()
            opened_at = _opened_at(place)
            _publish(place)
            heard: dict[str, float] = listener.result()
        broker.wait()
    return heard[_AFTER] - opened_at


def _opened_at(place: Place) -> float:
    at = urlsplit(place.amqp_url)
    end = time.monotonic() + _LONGEST_SECONDS
    while not speaks_amqp(at.port or 5672, at.hostname or "127.0.0.1"):
        if time.monotonic() > end:
            raise NotMeasured("the broker did not come back")
        time.sleep(0.005)
    return time.monotonic()


def _publish(place: Place) -> None:
    """As soon as the broker takes it."""
    end = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < end:
        with suppress(AMQPError, OSError):
            filling.queue_publications(place, [_AFTER])
            return
        time.sleep(0.02)
    raise NotMeasured("the broker takes no message")
