"""What no page of ours and no honest program asks of reporting."""

from fastapi import FastAPI
from httpx import AsyncClient

from tests.other_sites import answers_to_other_sites


async def test_no_form_of_another_site_reaches_a_use_case(app: FastAPI, reporting: AsyncClient) -> None:
    assert await answers_to_other_sites(app, reporting) == []
