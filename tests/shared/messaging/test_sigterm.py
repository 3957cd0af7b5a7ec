"""SIGTERM to a real process: what was begun is finished or comes again, and the end comes in time."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from deploy.local.home import PROJECT, Home, environment_without_ports
from deploy.local.servers import Servers
from shared.messaging.consumer import Consumer
from shared.runtime.background import running
from shared.store.driver import DriverName
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.shared.messaging.listener import Listener, tell, told

NOBODY = "127.0.0.1:1"
GRACE = 10.0
"""What the service has to finish; deployment kills it after twenty seconds."""


class Patient:
    """The service in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
        self._process = process
        self._url = url

    async def answers(self) -> bool:
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{self._url}/api/notifier/health/live")).is_success
        except httpx.TransportError:
            return False

    def ask_to_stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    async def end(self, *, within: float) -> int:
        """Its exit code. Fails when it takes longer."""
        return await asyncio.to_thread(self._process.wait, within)


Start = Callable[..., Patient]


@pytest.fixture
def start(tmp_path: Path, broker: str, far_url: str, driver: DriverName) -> Iterator[Start]:
    with ExitStack() as started:

        def start_patient(*, amqp_url: str = broker, mongo_url: str = far_url) -> Patient:
            port = Home(tmp_path, environment_without_ports()).port("patient")
            settings = {
                "PATIENT_HTTP_PORT": str(port),
                "PATIENT_AMQP_URL": as_user("notifier", amqp_url),
                "PATIENT_MONGO_URL": mongo_url,
                "RAVABET_MONGO_DRIVER": driver,
            }
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.shared.messaging.patient"],
                cwd=PROJECT,
                env=os.environ | settings,
                stdout=subprocess.DEVNULL,
            )
            started.callback(process.wait)
            started.callback(process.kill)
            return Patient(process, f"http://127.0.0.1:{port}")

        yield start_patient


@pytest.fixture
def far_url(servers: Servers) -> str:
    """The database of the process, and of `far`."""
    return servers.mongo_url_of(f"test_{uuid4().hex}")


@pytest.fixture
async def far(far_url: str) -> AsyncIterator[Store]:
    """What the process keeps, as its test sees it."""
    store = Store.open(far_url, service="notifier", now=lambda: datetime.now(UTC), driver="pymongo")
    yield store
    for name in await store.driver.collection_names():
        await store.driver.collection(name).drop()
    await store.close()


@pytest.mark.usefixtures("relay")
async def test_a_handler_in_the_middle_is_let_to_its_end_and_acknowledged(
    news: Store, far: Store, broker: str, start: Start
) -> None:
    """Trap 32: and what it had not begun comes again, to whoever comes next."""
    patient = start()
    await tell(news, told("a1"))
    await eventually(lambda: far.get("notes", "begun"), within=30)
    patient.ask_to_stop()
    await far.driver.collection("notes").insert_one({"_id": "go on"})
    assert await patient.end(within=2 * GRACE) == -signal.SIGTERM
    assert await far.find("kept", {}) == [{"_id": "a1", "times": 1}]

    await tell(news, told("a2"))
    next_one = Listener(far)
    async with running([Consumer(far, url=as_user("notifier", broker), handlers=next_one.handlers).run]):
        await eventually(lambda: next_one.has_heard(["a2"]))
    assert next_one.runs == 1


@pytest.mark.slow("it takes the whole grace")
@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("driver", ["motor"], indirect=True)
async def test_a_handler_that_does_not_end_is_left_and_its_event_comes_again(
    news: Store, far: Store, broker: str, start: Start
) -> None:
    """Trap 32: nothing of it was kept."""
    patient = start()
    await tell(news, told("a1"))
    await eventually(lambda: far.get("notes", "begun"), within=30)
    patient.ask_to_stop()
    assert await patient.end(within=2 * GRACE) == -signal.SIGTERM
    assert await far.find("kept", {}) == []
    assert await far.find("inbox", {}) == []

    next_one = Listener(far)
    async with running([Consumer(far, url=as_user("notifier", broker), handlers=next_one.handlers).run]):
        await eventually(lambda: next_one.has_heard(["a1"]))


@pytest.mark.parametrize(
    "away", [{"amqp_url": f"amqp://{NOBODY}/"}, {"amqp_url": f"amqp://{NOBODY}/", "mongo_url": f"mongodb://{NOBODY}/x"}]
)
async def test_without_its_servers_it_ends_at_once(start: Start, away: dict[str, str]) -> None:
    """Trap 33: it waits for nobody to come back."""
    patient = start(**away)
    await eventually(patient.answers, within=60)
    patient.ask_to_stop()

    assert await patient.end(within=GRACE) == -signal.SIGTERM
