"""The samples of the guide, run as a guest's developers run them: each publishes to the real ingest."""

import asyncio
import json
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import jsonschema_rs
import pytest
import uvicorn
from fastapi import FastAPI
from httpx import AsyncClient

from deploy.local.home import PROJECT
from services.news.guests.contracts_domain import HOUSE_CONTRACTS, Contract
from services.news.guests.domain import Guest
from services.news.guests.guide_usecases import SAMPLES, Addresses, Credentials, Guidebook, Sample, example_of
from services.news.main import Parts, real_parts
from services.news.settings import Settings
from shared.messaging.guest_access import GuestAccess, guest_accounts
from shared.messaging.topology import vhost_of
from shared.store.store import Store
from tests.broker_users import as_user

pytestmark = pytest.mark.slow("the first script for Node.js installs its packages")

PASSWORD = "a-guests"
RUNS: Mapping[str, Sequence[str]] = {
    ".py": (sys.executable,),
    ".mjs": (str(PROJECT / "deploy" / "asyncapi" / "node"),),
    ".php": ("php",),
    ".sh": ("bash",),
}
TESTED = [sample for sample in SAMPLES if sample.is_tested]


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        yield opened


@pytest.fixture
async def parts(mongo_url: str, amqp_url: str, listening: socket.socket) -> AsyncIterator[Parts]:
    """What news is made of, at an address that other programs reach."""
    public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    parts = real_parts(Settings(mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url=public_url))
    yield parts
    await parts.platform.store.close()


@pytest.fixture
async def portal(news: AsyncClient, app: FastAPI, listening: socket.socket) -> AsyncIterator[AsyncClient]:
    """News, running and served on the socket."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield news
    server.should_exit = True
    await serving


@pytest.fixture
async def guest(
    portal: AsyncClient,  # noqa: ARG001 - it has to run
    parts: Parts,
    amqp_url: str,
    management_url: str,
) -> AsyncIterator[tuple[Guest, Credentials]]:
    """A guest with both ways in."""
    name = f"g{uuid4().hex[:10]}"
    admission = await parts.guests.admit(name, "water", may_publish=["outage.*"])
    async with guest_accounts(management_url, amqp_url) as accounts:
        await accounts.open(GuestAccess(name, ("outage.*",)), PASSWORD)
        yield admission.guest, Credentials(admission.secret, PASSWORD)
        await accounts.remove(name)


@pytest.fixture
def addresses(parts: Parts, amqp_url: str) -> Addresses:
    broker = f"amqp://{urlsplit(amqp_url).netloc.rpartition('@')[2]}"
    return Addresses(parts.settings.public_url, broker, vhost_of(amqp_url))


def id_of(sample: Sample) -> str:
    return sample.file


@pytest.mark.parametrize("sample", TESTED, ids=id_of)
async def test_a_sample_publishes_an_event_that_is_accepted(
    sample: Sample,
    guest: tuple[Guest, Credentials],
    addresses: Addresses,
    tmp_path: Path,
    store: Store,
) -> None:
    whose, credentials = guest
    values = Guidebook(addresses).values(whose, [HOUSE_CONTRACTS["outage.announced.v1"]], credentials)

    said = await run(sample, values, tmp_path)

    assert "accepted" in said
    (receipt,) = await store.find("guest_receipts", {"guest": whose.id})
    assert (receipt["state"], receipt["type"]) == ("accepted", "outage.announced.v1")
    (row,) = await store.find("outbox", {"body": {"$regex": f"/guests/{whose.id}"}})
    assert "تعویض شیر خط اصلی" in json.loads(row["body"])["data"]["reason"], "Persian comes as it was sent"
    again = await run(sample, values, tmp_path)
    assert "accepted" in again, "to send it again does no harm"
    assert len(await store.find("outbox", {"body": {"$regex": f"/guests/{whose.id}"}})) == 1


@pytest.mark.parametrize("sample", [each for each in TESTED if each.way == "HTTP"], ids=id_of)
async def test_a_sample_tells_why_it_was_refused(
    sample: Sample, guest: tuple[Guest, Credentials], addresses: Addresses, tmp_path: Path
) -> None:
    whose, credentials = guest
    values = Guidebook(addresses).values(whose, [HOUSE_CONTRACTS["outage.announced.v1"]], credentials)

    said = await run(sample, {**values, "DATA": "{}"}, tmp_path, fails=True)

    assert "422" in said
    assert "begins_at" in said


async def run(sample: Sample, values: Mapping[str, str], folder: Path, *, fails: bool = False) -> str:
    # Scripts for Node.js are copied beside their packages, several at once.
    file = folder / f"{uuid4().hex}_{sample.file}"
    file.write_text(sample.filled(values), encoding="utf-8")
    program = RUNS[file.suffix]
    assert shutil.which(program[0]), f"{program[0]} is missing: deploy/local/prepare browser installs it"
    process = await asyncio.create_subprocess_exec(
        *program, str(file), cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(180):
        output, _ = await process.communicate()
    said = output.decode()
    assert (process.returncode != 0) == fails, said
    return said


def test_no_placeholder_is_left_in_any_sample() -> None:
    names = {"ADDRESS": "", "KEY": "", "GUEST": "", "AMQP": "", "ID": "", "TYPE": "", "DATA": ""}
    for sample in SAMPLES:
        text = sample.filled(names)
        assert not [name for name in names if f"@{name}@" in text], sample


@pytest.mark.parametrize("contract", HOUSE_CONTRACTS.values(), ids=lambda each: each.id)
def test_the_data_of_the_samples_fits_its_contract(contract: Contract) -> None:
    jsonschema_rs.validator_for(dict(contract.schema)).validate(example_of(contract))
    own = Contract("guest.water.x.v1", contract.schema)
    assert set(example_of(own)) >= set(contract.schema["required"])
