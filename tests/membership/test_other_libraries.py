"""Our tokens as other people's programs check them: with another library, and what the public keys say."""

import json
from dataclasses import replace

import jwt as pyjwt
import pytest
from httpx import AsyncClient
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from services.membership.main import Parts
from services.membership.sign_ins.domain import Origin
from shared.web.identity import AUDIENCE, ISSUER, token_claims
from shared.web.keyring import signing_keys
from shared.web.signing import ALGORITHM, ALGORITHM_UNTIL_NOW, TOKENS, key_set
from tests.identity import SECRETARY
from tests.membership.county import PASSWORD


async def token_in(membership: AsyncClient) -> str:
    answer = await membership.post("/api/membership/tokens", data={"username": "p-desk", "password": PASSWORD})
    return str(answer.json()["access_token"])


async def test_another_library_verifies_a_token_by_the_public_keys(membership: AsyncClient) -> None:
    token = await token_in(membership)
    published = (await membership.get("/api/membership/jwks")).json()
    keys = pyjwt.PyJWKSet.from_dict(published)
    key = keys[pyjwt.get_unverified_header(token)["kid"]]

    claims = pyjwt.decode(token, key, algorithms=["EdDSA"], audience=AUDIENCE, issuer=ISSUER)

    assert (claims["sub"], key.algorithm_name, key.public_key_use) == ("p-desk", "EdDSA", "sig")
    with pytest.raises(pyjwt.InvalidSignatureError):
        pyjwt.decode(token[:-4] + "AAAA", key, algorithms=["EdDSA"], audience=AUDIENCE, issuer=ISSUER)


async def test_a_token_made_before_is_good_for_one_release(membership: AsyncClient, parts: Parts) -> None:
    """It names the same algorithm as RFC 9864 does."""
    signer = parts.signer
    begun = await parts.sign_in_book.begin("p-desk", way="password", origin=Origin("", ""))
    at = signer._now().timestamp()
    claims = token_claims(replace(SECRETARY, sign_in_id=begun.sign_in.id), issued_at=at, expires_at=at + 60)
    header = {"alg": ALGORITHM_UNTIL_NOW, "kid": signer._key.kid}

    async def asked(key: OKPKey) -> int:
        token = jwt.encode(header, claims, key, registry=TOKENS)
        answer = await membership.get("/api/membership/decrees", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code

    assert await asked(signer._key) == 200
    assert await asked(OKPKey.generate_key("Ed25519")) == 401


def test_a_key_that_names_its_algorithm_serves_both_names() -> None:
    key = OKPKey.generate_key("Ed25519", {"kid": "k"})
    published = KeySet([key]).as_dict(private=False, use="sig", alg="EdDSA")

    for name in ("EdDSA", "Ed25519"):
        token = jwt.encode({"alg": name, "kid": "k"}, {"sub": "p"}, key, registry=TOKENS)
        assert jwt.decode(token, key_set(published), registry=TOKENS).claims == {"sub": "p"}
    other = OKPKey.generate_key("Ed448", {"kid": "k"})
    with pytest.raises(JoseError):
        jwt.encode({"alg": "EdDSA", "kid": "k"}, {"sub": "p"}, other, registry=TOKENS)


@pytest.mark.parametrize("said", [{"alg": "Ed25519"}, {"alg": "EdDSA", "use": "sig"}, {"key_ops": ["sign"]}])
def test_a_key_file_may_say_what_its_keys_are_for(said: dict[str, object]) -> None:
    text = json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True) | said)

    (key,) = signing_keys(text)

    assert jwt.encode({"alg": ALGORITHM}, {"sub": "p"}, key, registry=TOKENS)
