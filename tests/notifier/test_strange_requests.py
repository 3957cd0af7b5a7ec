"""What no page of ours and no honest program asks of the notifier."""

import asyncio

import pytest

from services.notifier.subscriptions.domain import SubscriptionId
from tests.heads import heads_unlike_pages
from tests.hostile_values import faults_of_hostile_values
from tests.identity import MANAGER, bearer
from tests.notifier.conftest import World
from tests.other_sites import answers_to_other_sites


async def test_no_form_of_another_site_reaches_a_use_case(world: World) -> None:
    assert await answers_to_other_sites(world.app, world.client) == []


async def test_a_mail_program_stops_by_itself_from_wherever_it_runs(world: World) -> None:
    """The button of a mail program in a browser posts from another site, without cookies (RFC 8058)."""
    token = world.parts.follower.links.token("stop", SubscriptionId("0" * 24))
    elsewhere = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}

    pressed = await world.client.post(f"/u/{token}", data={"List-Unsubscribe": "One-Click"}, headers=elsewhere)

    assert pressed.status_code == 404, "the link is a good one, of a subscription that is gone"


@pytest.mark.parametrize("longest_stream", [0.0])
async def test_every_page_and_every_reading_has_a_head(world: World) -> None:
    assert await heads_unlike_pages(world.app, world.client) == []


async def test_the_head_of_a_stream_is_not_waited_for(world: World) -> None:
    async with asyncio.timeout(20):
        head = await world.client.head("/notifier/notices/stream", headers=bearer(MANAGER))

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


@pytest.mark.slow("asks every route thousands of times")
@pytest.mark.parametrize("longest_stream", [0.0])
async def test_no_value_is_too_strange_to_be_answered_in_words(world: World) -> None:
    assert await faults_of_hostile_values(world.app, world.client) == []
