"""Reporting, alive, with a clock that a test sets."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.reporting.main import Parts, create_reporting, real_parts
from services.reporting.offices.domain import Office, OfficeId
from services.reporting.offices.mongo import office_copies
from services.reporting.settings import Settings
from shared.store.store import Store
from tests.broker_users import as_user
from tests.reporting.scene import LONG_AGO, Clock, nothing_moves
from tests.services import running_service


@pytest.fixture
def clock() -> Clock:
    """On Monday 2 Azar 1405, 11:30 in Tehran: Aban is over, its report due on Saturday 7 Azar."""
    return Clock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))


@pytest.fixture
def settings(mongo_url: str, amqp_url: str) -> Settings:
    return Settings(mongo_url=mongo_url, amqp_url=as_user("reporting", amqp_url), public_url="http://ravabet.test")


@pytest.fixture
async def parts(settings: Settings, clock: Clock) -> AsyncIterator[Parts]:
    """What reporting is made of, over its real database."""
    parts = real_parts(settings, now=clock, guess=nothing_moves)
    yield parts
    await parts.platform.store.close()


@pytest.fixture
async def app(parts: Parts) -> FastAPI:
    return create_reporting(parts)


@pytest.fixture
async def reporting(app: FastAPI, parts: Parts) -> AsyncIterator[AsyncClient]:
    """Reporting as another program meets it, with three offices that report, and one that closed."""
    async with running_service(app) as client:
        offices = office_copies(parts.platform.store)
        for office in (
            Office(OfficeId("water"), "اداره آب و فاضلاب", "آب و فاضلاب", LONG_AGO, group="اداره‌ها"),
            Office(OfficeId("roads"), "اداره راهداری", "راهداری", LONG_AGO, group="اداره‌ها"),
            Office(OfficeId("gas"), "اداره گاز", "گاز", LONG_AGO, group="اداره‌ها"),
            Office(OfficeId("old"), "اداره پیشین", "پیشین", LONG_AGO, date(2026, 11, 1)),
        ):
            await offices.put(office)
        # The service's own job may be opening it at this moment.
        await parts.platform.store.run_again(parts.periods.open_those_that_began)
        yield client


@pytest.fixture
def store(parts: Parts) -> Store:
    """Its database."""
    return parts.platform.store
