"""Membership over a place of the arena, with keys of its own, and how long its pages take."""

import io
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import redirect_stdout
from pathlib import Path
from statistics import quantiles
from tempfile import mkdtemp
from typing import Any

from httpx import ASGITransport, AsyncClient
from joserfc.jwk import OKPKey

from services.membership.main import FEATURES, Parts, create_membership, real_parts
from services.membership.settings import Settings
from shared.runtime.logging import configure_logging
from shared.runtime.viewer import Viewer
from tests.identity import COOKIE, SECRETARY, token_of, trust

_WARM = 5


def membership_parts(mongo_url: str, amqp_url: str, **others: Any) -> Parts:
    """The parts, with other settings where they are named; nothing is connected before the first call."""
    folder = Path(mkdtemp(prefix="ravabet-bench-keys-"))
    signing, contact = folder / "signing.json", folder / "contact.json"
    signing.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)), encoding="utf-8")
    contact.write_text(
        json.dumps(OKPKey.generate_key("X25519", {"kid": "notifier"}).as_dict(private=False)), encoding="utf-8"
    )
    return real_parts(
        Settings(
            mongo_url=mongo_url,
            amqp_url=amqp_url,
            public_url="http://ravabet.test",
            signing_key_file=signing,
            contact_key_file=contact,
            second_factor_roles=frozenset(),
            demo=True,
            **others,
        )
    )


async def p95s(
    mongo_url: str,
    amqp_url: str,
    fill: Callable[[Parts], Awaitable[None]],
    paths: list[str],
    times: int,
    *,
    by: Viewer = SECRETARY,
) -> dict[str, float]:
    """Return the 95th percentile in milliseconds for each path; between the caller and the service is only ASGI."""
    parts = membership_parts(mongo_url, amqp_url)
    store = parts.platform.store
    with redirect_stdout(io.StringIO()):
        configure_logging("membership")
        await store.prepare(*(feature.indexes for feature in FEATURES))
        await trust(store)
        await fill(parts)
        headers = {"Cookie": f"{COOKIE}={token_of(by, seconds=7_200)}"}
        transport = ASGITransport(create_membership(parts))
        async with AsyncClient(transport=transport, base_url="http://ravabet.test", headers=headers) as client:
            found = {path: await _p95(client, path, times) for path in paths}
    await store.close()
    return found


async def _p95(client: AsyncClient, path: str, times: int) -> float:
    """The 95th percentile of a path, in milliseconds."""
    taken = []
    for number in range(times + _WARM):
        began = time.perf_counter()
        answer = await client.get(path)
        took = time.perf_counter() - began
        assert answer.status_code == 200, (path, answer.status_code)
        if number >= _WARM:
            taken.append(took * 1000)
    return quantiles(taken, n=100)[94]
