"""Whatever is asked of news's interface, the answer is one that its document tells."""

import pytest
from httpx import AsyncClient

from tests.schema import faults_of


@pytest.mark.slow("asks every route")
async def test_every_answer_is_as_the_document_says(news: AsyncClient) -> None:
    assert await faults_of("news", news) == ""
