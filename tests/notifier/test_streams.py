"""The stream behind the bell, over real HTTP: one number at once, another when it changes, and an end."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from deploy.local.home import PROJECT, Home, environment_without_ports
from deploy.local.peer.serving import serving
from services.notifier.desk_notices import stream_jobs as notice_streams
from services.notifier.desk_notices.mongo import DESK_NOTICES
from shared.runtime.viewer import Viewer
from tests.eventually import eventually
from tests.identity import COOKIE, MANAGER, OPERATOR, bearer, token_of
from tests.notifier.conftest import World
from tests.notifier.events import decree_issued

PATH = "/notifier/notices/stream"


@pytest.fixture
async def site(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The notifier on a port: only there a stream comes line by line."""
    async with (
        serving(world.app) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        yield client
        world.parts.streams.leave()


@asynccontextmanager
async def listening(
    site: httpx.AsyncClient, viewer: Viewer = MANAGER, *, seconds: int = 900
) -> AsyncIterator[AsyncIterator[str]]:
    """What a browser of this person hears: the numbers, and `:` for a breath."""
    cookie = {"Cookie": f"{COOKIE}={token_of(viewer, seconds=seconds)}"}
    async with site.stream("GET", PATH, headers=cookie) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        yield _told(answer.aiter_lines())


async def _told(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    async for line in lines:
        if line.startswith(("data: ", ":")):
            yield line.removeprefix("data: ")


async def heard(stream: AsyncIterator[str], *, within: float = 30) -> str:
    async with asyncio.timeout(within):
        return await anext(stream)


async def ended(stream: AsyncIterator[str], *, within: float = 30) -> bool:
    async with asyncio.timeout(within):
        return {line async for line in stream} <= {":"}


async def test_the_number_is_told_at_once_and_whenever_it_changes(world: World, site: httpx.AsyncClient) -> None:
    async with listening(site) as mine, listening(site, OPERATOR) as foreign:
        assert [await heard(mine), await heard(foreign)] == ["0", "0"]

        await world.tell(decree_issued("p-water"))
        assert await heard(mine) == "1"
        await world.tell(decree_issued("p-water", "d2"))
        assert await heard(mine) == "2"

        await world.client.post("/api/notifier/notices/reading", headers=bearer(MANAGER))
        assert await heard(mine) == "0"
        with pytest.raises(TimeoutError):
            await heard(foreign, within=1)


async def test_what_another_replica_kept_is_told_within_seconds(world: World, site: httpx.AsyncClient) -> None:
    async with listening(site) as mine:
        assert await heard(mine) == "0"
        notice = {"_id": "n1", "person_id": "p-water", "at": world.store.now(), "read_at": None}
        await world.store.driver.collection(DESK_NOTICES).insert_one(notice)

        assert await heard(mine) == "1"


async def test_a_stream_ends_with_its_token(site: httpx.AsyncClient) -> None:
    async with listening(site, seconds=2) as mine:
        assert await heard(mine) == "0"
        assert await ended(mine)


async def test_a_stream_ends_with_its_sign_in(world: World, site: httpx.AsyncClient) -> None:
    async with listening(site) as mine:
        assert await heard(mine) == "0"
        until = world.store.now().replace(year=2099)
        revoked = {"_id": "person/p-water", "before": until, "until": until}
        await world.store.driver.collection("revocations").insert_one(revoked)
        assert await ended(mine)


@pytest.mark.parametrize("longest_stream", [2.0])
async def test_a_silent_stream_breathes_and_ends_after_a_while(
    site: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_streams, "_BREATH_SECONDS", 0.5)
    monkeypatch.setattr(notice_streams, "_CHECK_EVERY_SECONDS", 0.2)
    async with listening(site) as mine:
        assert [await heard(mine), await heard(mine), await heard(mine)] == ["0", ":", ":"]
        assert await ended(mine)


async def test_a_person_has_only_so_many_and_a_place_is_free_again(site: httpx.AsyncClient) -> None:
    cookie = {"Cookie": f"{COOKIE}={token_of(MANAGER)}"}
    async with AsyncExitStack() as six:
        # Kept: a stream that nobody holds is closed.
        streams = [await six.enter_async_context(listening(site)) for _ in range(6)]
        assert [await heard(stream) for stream in streams] == ["0"] * 6
        assert (await site.get(PATH, headers=cookie)).status_code == 429
        async with listening(site, OPERATOR) as foreign:
            assert await heard(foreign) == "0"

    async def has_room() -> bool:
        async with site.stream("GET", PATH, headers=cookie) as answer:
            return answer.status_code == 200

    await eventually(has_room)


async def test_nobody_hears_anything_without_signing_in(site: httpx.AsyncClient) -> None:
    answer = await site.get(PATH)

    assert (answer.status_code, "/membership/sign-in" in answer.headers["location"]) == (303, True)


async def test_open_streams_do_not_hold_back_a_service_that_stops(world: World, tmp_path: Path) -> None:
    port = Home(tmp_path, environment_without_ports()).port("notifier")
    settings = world.parts.settings.model_copy(update={"http_port": port, "bale_token": ""})
    given = settings.model_dump(exclude_none=True)
    env = {f"NOTIFIER_{name.upper()}": str(value) for name, value in given.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.notifier", cwd=PROJECT, env=os.environ | env
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as site:
            await eventually(lambda: _lives(site), within=60)
            async with listening(site) as mine:
                assert await heard(mine) == "0"
                process.send_signal(signal.SIGTERM)
                asked_at = time.monotonic()
                assert await ended(mine, within=3)
                assert await process.wait() == -signal.SIGTERM
                assert time.monotonic() - asked_at < 5
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _lives(site: httpx.AsyncClient) -> bool:
    try:
        return (await site.get("/api/notifier/health/ready")).is_success
    except httpx.TransportError:
        return False
