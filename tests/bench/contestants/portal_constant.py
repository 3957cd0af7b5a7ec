"""A FastAPI route that returns the bytes of one of our pages."""

import httpx
from fastapi import FastAPI, Response

from tests.bench.contestants.life import READY, play, say
from tests.bench.contestants.serving import serve


async def answer(source: str, port: int) -> None:
    """Serve at `/page`, until killed, what the address `source` has."""
    async with httpx.AsyncClient() as client:
        body = (await client.get(source)).raise_for_status().content
    app = FastAPI()

    @app.get("/page")
    async def page() -> Response:
        return Response(body, media_type="text/html")

    say(READY)
    await serve(app, port)


if __name__ == "__main__":
    play(answer)
