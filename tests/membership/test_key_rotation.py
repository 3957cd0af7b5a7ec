"""A new signing key: whoever is signed in notices nothing, whoever trusts only the new one neither."""

import json

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from joserfc.jwk import KeySet, OKPKey

from services.membership.main import Parts, create_membership, real_parts
from services.membership.settings import Settings
from tests.membership.county import PASSWORD, fill
from tests.services import running_service


async def test_tokens_of_the_last_key_stay_good(app: FastAPI, parts: Parts, settings: Settings) -> None:
    pair = {"username": "p-desk", "password": PASSWORD}
    async with running_service(app) as before:
        await fill(parts)
        old = (await before.post("/api/membership/tokens", data=pair)).json()["access_token"]
    known = OKPKey.import_key(json.loads(settings.signing_key_file.read_text("utf-8")))
    keys = KeySet([OKPKey.generate_key("Ed25519"), known])
    settings.signing_key_file.write_text(json.dumps(keys.as_dict(private=True)), "utf-8")
    restarted = create_membership(real_parts(settings))

    async with running_service(restarted):
        client = AsyncClient(transport=ASGITransport(restarted), base_url="http://ravabet.test")
        new = (await client.post("/api/membership/tokens", data=pair)).json()["access_token"]
        published = (await client.get("/api/membership/jwks")).json()["keys"]

        assert [key["kid"] for key in published] == [key.kid for key in keys.keys]
        assert not any("d" in key for key in published)
        for token in (old, new):
            answer = await client.get("/api/membership/decrees", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 200
