"""Whatever is asked of membership's interface, the answer is one that its document tells."""

import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from tests.schema import faults_of


@pytest.mark.slow("asks every route")
async def test_every_answer_is_as_the_document_says(membership: AsyncClient) -> None:
    assert await faults_of("membership", membership) == ""


def test_security_schemes_have_names_that_openapi_allows(app: FastAPI) -> None:
    schemes = app.openapi()["components"]["securitySchemes"]

    assert {"token", "program_token"} == schemes.keys()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in schemes)
