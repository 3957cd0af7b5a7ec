"""Membership, alive, with a small county in it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from joserfc.jwk import ECKey, OKPKey

from services.membership.main import Parts, create_membership, real_parts
from services.membership.settings import Settings
from shared.store.store import Store
from tests.broker_users import as_user
from tests.membership.county import fill
from tests.services import running_service

CONTACT_KEY = OKPKey.generate_key("X25519", {"kid": "notifier"})


@pytest.fixture
def settings(mongo_url: str, amqp_url: str, tmp_path: Path) -> Settings:
    signing, contact, statement = (tmp_path / f"{name}.json" for name in ("signing", "contact", "statement"))
    signing.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)), encoding="utf-8")
    contact.write_text(json.dumps(CONTACT_KEY.as_dict(private=False)), encoding="utf-8")
    statement.write_text(json.dumps(ECKey.generate_key("P-256").as_dict(private=True)), encoding="utf-8")
    return Settings(
        mongo_url=mongo_url,
        amqp_url=as_user("membership", amqp_url),
        public_url="http://ravabet.test",
        signing_key_file=signing,
        contact_key_file=contact,
        statement_key_file=statement,
        second_factor_roles=frozenset(),
        demo=True,
    )


@pytest.fixture
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    """What membership is made of, over its real database."""
    parts = real_parts(settings)
    yield parts
    await parts.platform.store.close()


@pytest.fixture
async def app(parts: Parts) -> FastAPI:
    return create_membership(parts)


@pytest.fixture
async def membership(app: FastAPI, parts: Parts) -> AsyncIterator[AsyncClient]:
    """Membership as another program meets it, with three offices, two bodies and their people."""
    async with running_service(app) as client:
        await fill(parts)
        yield client


@pytest.fixture
def store(parts: Parts) -> Store:
    """Its database."""
    return parts.platform.store


@pytest.fixture
def contact_key() -> OKPKey:
    """The notifier's private key."""
    return CONTACT_KEY
