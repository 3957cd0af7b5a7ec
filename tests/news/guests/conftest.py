"""A neighbour who was admitted."""

import pytest
from httpx import AsyncClient

from services.news.main import Parts
from tests.news.guests.neighbours import Neighbour


@pytest.fixture
async def water(news: AsyncClient, parts: Parts) -> Neighbour:
    """The water company's system, which may publish outages in the name of the water office."""
    admission = await parts.guests.admit("water", "water", may_publish=["outage.*"], per_minute=6_000)
    return Neighbour(news, "water", admission.secret)
