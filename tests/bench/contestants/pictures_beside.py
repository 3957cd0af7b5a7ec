"""News that answers readers while one photograph after the other is uploaded and developed."""

import asyncio
import io
import os

from services.news.main import Parts, create_news, real_parts
from services.news.media.domain import State, described
from services.news.settings import Settings
from shared.runtime.logging import configure_logging
from shared.runtime.viewer import Viewer
from tests.bench.contestants.life import READY, play, say
from tests.bench.contestants.photographs import a_photograph
from tests.bench.contestants.portal_ours import fill
from tests.bench.contestants.serving import serve

_BY = Viewer("p-1", "somebody", frozenset({"pr_manager"}), frozenset({"office-3"}))


async def answer(mongo_url: str, amqp_url: str, port: int, articles: int) -> None:
    """Serve until killed, with a photograph always at work."""
    url = f"http://127.0.0.1:{port}"
    parts = real_parts(Settings(mongo_url=mongo_url, amqp_url=amqp_url, public_url=url))
    await fill(parts, articles)
    say(READY)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    configure_logging("news")
    taken = a_photograph()
    uploading = asyncio.create_task(_upload(parts, taken))
    await serve(create_news(parts), port)
    uploading.cancel()


async def _upload(parts: Parts, taken: bytes) -> None:
    number = 0
    while True:
        number += 1
        # Other bytes each time, so that each is kept, too.
        file = io.BytesIO(taken + str(number).encode())
        media = await parts.media_library.add(file, name="a.jpg", said=described(alt="a"), by=_BY)
        while (await parts.media.file(media.id)).state is State.PREPARING:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    play(answer)
