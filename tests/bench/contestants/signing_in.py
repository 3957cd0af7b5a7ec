"""The sign-in check of a request: by the doorkeeper, or by decoding the token each time."""

import time

from joserfc import jwt
from joserfc.jwk import KeySet

from shared.runtime.clock import utc_now
from shared.store.store import Store
from shared.web.identity import Doorkeeper, Keys
from shared.web.revocations import Revocations
from shared.web.signing import TOKENS
from tests.bench.contestants.life import play
from tests.identity import KEY, MANAGER, token_of, trust


async def check(who: str, mongo_url: str, times: int) -> float:
    """Milliseconds for one check."""
    token = token_of(MANAGER)
    return await (_ours(token, mongo_url, times) if who == "ours" else _joserfc(token, times))


async def _ours(token: str, mongo_url: str, times: int) -> float:
    store = Store.open(mongo_url, service="news", now=utc_now)
    await trust(store)
    doorkeeper = Doorkeeper(Keys(store, jwks_url="http://127.0.0.1:9/nobody"), Revocations(store))
    await doorkeeper.read(token)
    began = time.perf_counter()
    for _ in range(times):
        await doorkeeper.read(token)
    took = time.perf_counter() - began
    await store.close()
    return took / times * 1000


async def _joserfc(token: str, times: int) -> float:
    keys = KeySet.import_key_set(KeySet([KEY]).as_dict(private=False))
    began = time.perf_counter()
    for _ in range(times):
        jwt.decode(token, keys, registry=TOKENS)
    return (time.perf_counter() - began) / times * 1000


if __name__ == "__main__":
    play(check)
