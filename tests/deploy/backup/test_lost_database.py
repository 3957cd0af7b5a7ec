"""A database that goes away in the middle of a backup or of a restore."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.deploy.backup.conftest import Key, Stack
from tests.proxy import Proxy, proxied


@pytest.fixture
async def wire(county: Stack) -> AsyncIterator[Proxy]:
    """What lies between the command and MongoDB."""
    async with proxied(county.urls["news"]) as proxy:
        yield proxy


async def ravabet(stack: Stack, *arguments: str, **settings: str) -> tuple[int | None, str]:
    """Run the command; return its exit code and what it complained of."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from deploy.command import app; app()", *arguments),
        env=os.environ | stack.settings | settings,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaint = await running.communicate()
    return running.returncode, complaint.decode()


def through(wire: Proxy, url: str) -> str:
    at = wire.url.removeprefix("mongodb://").partition("/")[0]
    database = url.rpartition("/")[2].partition("?")[0]
    return f"mongodb://{at}/{database}?directConnection=true"


@pytest.mark.slow("three commands in processes of their own, one of which restores a county")
async def test_a_backup_leaves_nothing_behind_and_a_restore_leaves_the_databases_empty(
    county: Stack, elsewhere: Stack, key: Key, wire: Proxy, tmp_path: Path
) -> None:
    file = tmp_path / "county.age"
    backup = ("backup", str(file), "--recipient", key.public)
    wire.cut_at(b"getMore", times=1, deliver=False)

    lost = await ravabet(county, *backup, RAVABET_MONGO_URL=through(wire, county.urls["news"]))

    assert (lost, wire.cuts_left) == (
        (1, "The databases do not answer or refuse (AutoReconnect): are <SERVICE>_MONGO_URL right?\n"),
        0,
    )
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - an empty folder, at once

    assert await ravabet(county, *backup) == (0, "")
    wire.cut_at(b"createIndexes", times=1, deliver=False)
    restore = ("restore", str(file), "--identity", str(key.identity))

    lost = await ravabet(elsewhere, *restore, NEWS_MONGO_URL=through(wire, elsewhere.urls["news"]))

    assert (lost[0], wire.cuts_left) == (1, 0)
    assert lost[1].startswith("The databases do not answer or refuse (AutoReconnect)")
    assert elsewhere.documents() == {}
