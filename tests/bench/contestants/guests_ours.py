"""News with its door for guests, one that may publish as much as it can, and `calm`, which has the same key."""

import os

from services.news.guests.domain import Guest, GuestName, Key
from services.news.main import FEATURES, create_news, real_parts
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.settings import Settings
from shared.runtime.logging import configure_logging
from tests.bench.contestants.life import READY, play, say
from tests.bench.contestants.serving import serve

_MOST = 1_000_000


async def answer(mongo_url: str, amqp_url: str, port: int, guest: str, secret: str, per_minute: int = _MOST) -> None:
    """Serve until killed."""
    parts = real_parts(Settings(mongo_url=mongo_url, amqp_url=amqp_url, public_url=f"http://127.0.0.1:{port}"))
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    await publisher_copies(store).put(Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب"))
    at = store.now()
    for name, most in ((guest, per_minute), ("calm", _MOST)):
        admitted = Guest(GuestName(name), "water", ("outage.*",), (Key(secret, at),), at, per_minute=most, at_once=most)
        await parts.guest_repository.save(admitted)
    say(READY)
    # Nobody reads our output any more, and a line a request, as a service writes it, would fill the pipe.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    configure_logging("news")
    await serve(create_news(parts), port)


if __name__ == "__main__":
    play(answer)
