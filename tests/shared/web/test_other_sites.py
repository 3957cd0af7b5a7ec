"""Forms that pages of other sites post."""

from collections.abc import AsyncIterator
from itertools import product

import pytest
from httpx import AsyncClient

from shared.messaging import topology
from shared.web.site import Site
from tests.identity import COOKIE, MANAGER, bearer, csrf_for, token_of
from tests.services import running_service
from tests.shared.web.test_service import a_service

OWN = "http://ravabet.test"


@pytest.fixture
async def client(mongo_url: str, amqp_url: str) -> AsyncIterator[AsyncClient]:
    await topology.declare(amqp_url)
    async with running_service(a_service(mongo_url, amqp_url)) as running:
        yield running


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://ravabet.test.evil.example"},
    {"Origin": "http://ravabet.test:8100"},
    {"Origin": "https://ravabet.test"},
    {"Origin": "http://evil.example#http://ravabet.test"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": OWN, "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site"},
]
OURS = [
    {},
    {"Origin": OWN},
    {"Origin": "http://RAVABET.test"},
    {"Origin": OWN, "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
]


async def test_a_form_of_another_site_is_refused(client: AsyncClient) -> None:
    cookie = {"Cookie": f"{COOKIE}={token_of(MANAGER)}"}

    for sent, method in product(FOREIGN, ("POST", "PUT", "PATCH", "DELETE")):
        of_person = await client.request(method, "/changed", headers=cookie | sent)
        of_nobody = await client.request(method, "/open", headers=sent)

        assert (of_person.status_code, of_nobody.status_code) == (403, 403), (method, sent)


async def test_our_own_forms_and_plain_programs_are_not_mistaken_for_it(client: AsyncClient) -> None:
    cookie = {"Cookie": f"{COOKIE}={token_of(MANAGER)}"}

    for sent in OURS:
        of_person = await client.post("/form", data={"csrf": csrf_for(MANAGER)}, headers=cookie | sent)
        of_nobody = await client.post("/open", headers=sent)

        assert (of_person.status_code, of_nobody.status_code) == (200, 200), sent


async def test_a_bearer_token_is_sent_by_no_page_of_another_site(client: AsyncClient) -> None:
    for sent in FOREIGN:
        by_token = await client.post("/changed", headers=bearer(MANAGER) | sent)
        by_nothing = await client.post("/changed", headers={"Authorization": "Bearer "} | sent)

        assert (by_token.status_code, by_nothing.status_code) == (200, 403), sent


@pytest.mark.parametrize(
    ("public_url", "own", "foreign"),
    [
        ("https://روابط.ایران", "https://xn--mgbcz0a6f.xn--mgba3a4f16a", "https://xn--mgbcz0a6f.ir"),
        ("https://ravabet.ir:443/", "https://ravabet.ir", "https://ravabet.ir:8443"),
        ("http://[::1]:8000", "http://[::1]:8000", "http://[::1]:8001"),
    ],
)
def test_the_origin_is_the_one_that_browsers_write(public_url: str, own: str, foreign: str) -> None:
    site = Site.at(public_url)

    assert site.is_own_origin(own, host="ravabet.internal")
    assert not site.is_own_origin(foreign, host="ravabet.internal")


def test_a_page_by_another_name_of_the_site_posts_to_that_name() -> None:
    """Somebody opens http://localhost:8000 instead of http://127.0.0.1:8000."""
    site = Site.at("http://127.0.0.1:8000")

    assert site.is_own_origin("http://localhost:8000", host="localhost:8000")
    assert not site.is_own_origin("http://localhost:8000", host="127.0.0.1:8000")
