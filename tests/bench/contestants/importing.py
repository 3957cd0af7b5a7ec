"""Membership, while it imports a large file."""

import asyncio
import io
import json
import resource
import statistics
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

from httpx import ASGITransport, AsyncClient
from joserfc.jwk import OKPKey

from services.membership.main import Parts, create_membership, real_parts
from services.membership.settings import Settings
from shared.messaging.topology import declare
from shared.runtime.logging import configure_logging
from tests.bench.contestants.life import play
from tests.eventually import eventually
from tests.identity import SECRETARY, bearer, trust
from tests.membership.county import SETUP, office

_MEGABYTE = 1024
_PAUSE_SECONDS = 0.25


async def answer(mongo_url: str, amqp_url: str, file: str, rows: int) -> tuple[float, float, float]:
    """Seconds from the upload to the end, megabytes of the process at its largest, and ms of a page meanwhile (p95)."""
    await declare(amqp_url)
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        configure_logging("membership")
        parts = real_parts(_settings(Path(folder), mongo_url, amqp_url))
        app = create_membership(parts)
        async with app.router.lifespan_context(app):
            await parts.platform.store.wait_until_prepared()
            await trust(parts.platform.store)
            await parts.directory.register(office("water", "اداره آب"), by=SETUP)
            transport = ASGITransport(app)
            async with AsyncClient(transport=transport, base_url="http://ravabet.test") as client:
                return await _run(client, parts, Path(file), rows)


async def _run(client: AsyncClient, parts: Parts, file: Path, rows: int) -> tuple[float, float, float]:
    pages: list[float] = []
    looking = asyncio.create_task(_look(client, pages))
    began = time.perf_counter()
    with file.open("rb") as content:
        begun = await client.post("/api/membership/imports", files={"file": content}, headers=bearer(SECRETARY))
    import_id = begun.raise_for_status().json()["id"]

    async def has_ended() -> bool:
        return not (await parts.import_queries.one(import_id)).one.is_running

    await eventually(has_ended, within=240, every=_PAUSE_SECONDS)
    took = time.perf_counter() - began
    looking.cancel()
    done = await parts.import_queries.one(import_id)
    assert done.progress.of("created") == rows, done.progress
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE, statistics.quantiles(pages, n=20)[-1]


async def _look(client: AsyncClient, pages: list[float]) -> None:
    while True:
        began = time.perf_counter()
        (await client.get("/membership/imports", headers=bearer(SECRETARY))).raise_for_status()
        pages.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(_PAUSE_SECONDS)


def _settings(folder: Path, mongo_url: str, amqp_url: str) -> Settings:
    signing, contact = folder / "signing.json", folder / "contact.json"
    signing.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)), encoding="utf-8")
    contact.write_text(json.dumps(OKPKey.generate_key("X25519").as_dict(private=False)), encoding="utf-8")
    return Settings(
        mongo_url=mongo_url,
        amqp_url=amqp_url,
        public_url="http://ravabet.test",
        signing_key_file=signing,
        contact_key_file=contact,
        second_factor_roles=frozenset(),
    )


if __name__ == "__main__":
    play(answer)
