"""What no page of ours and no honest program asks of membership."""

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from tests.heads import heads_unlike_pages
from tests.hostile_values import faults_of_hostile_values
from tests.other_sites import answers_to_other_sites


async def test_no_form_of_another_site_reaches_a_use_case(app: FastAPI, membership: AsyncClient) -> None:
    assert await answers_to_other_sites(app, membership) == []


async def test_every_page_and_every_reading_has_a_head(app: FastAPI, membership: AsyncClient) -> None:
    assert await heads_unlike_pages(app, membership) == []


@pytest.mark.slow("asks every route thousands of times")
@pytest.mark.timeout(900)
async def test_no_value_is_too_strange_to_be_answered_in_words(app: FastAPI, membership: AsyncClient) -> None:
    assert await faults_of_hostile_values(app, membership) == []
