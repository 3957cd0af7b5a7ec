"""Outages told over the real channels: once each, and what changes or ends as a continuation of the first message."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.local.mail_catcher.letters import Letter
from deploy.local.mail_catcher.post_office import Behaviour
from services.notifier.topics.domain import place_topic
from shared.events.neighbours import OutageAnnounced
from tests.eventually import eventually
from tests.news.neighbours import outage, outage_over
from tests.notifier.conftest import World
from tests.notifier.test_following import CITIZEN, follow

HOUR = timedelta(hours=1)
FIRST, SECOND, THIRD = "outage/water:1", "outage/water:1#2", "outage/water:1#3"
TITLE = "قطع آب: بالادست و محله چنار"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def an_outage(now: datetime, **changed: Any) -> OutageAnnounced:
    said: dict[str, Any] = {"begins_at": now - HOUR, "ends_at": now + 3 * HOUR}
    return outage(**said | changed)


def told(world: World, address: str = CITIZEN) -> list[Letter]:
    """What came to an address beside the questions that confirm, the first at the beginning."""
    return sorted(
        (each for each in world.mail.letters.to(address) if "تأیید" not in each.subject), key=lambda each: each.id
    )


def header(letter: Letter, name: str) -> str:
    return dict(letter.headers).get(name, "")


async def done(world: World, notice: str) -> None:
    """Wait until all deliveries of a notice are written."""
    await eventually(lambda: world.store.find("notices", {"_id": notice, "is_expanded": True}))


async def test_who_follows_office_kind_and_place_is_told_once_and_what_follows_continues_it(
    world: World, now: datetime
) -> None:
    await world.tell(an_outage(now).model_copy(update={"outage_id": "water:0"}))
    await world.kept("topics", 2, _id={"$regex": "^place/"})
    for topic in ("office/water", "kind/outage-water", place_topic("محلة چنار")):
        address = CITIZEN if topic == "office/water" else f"{topic.partition('/')[0]}@example.ir"
        await follow(world, address, topic)
    (subscription,) = await world.store.find("subscriptions", {"topic": "office/water"})
    also = [
        {**subscription, "_id": f"also-{each}", "topic": each} for each in ("kind/outage-water", place_topic("بالادست"))
    ]
    await world.store.driver.collection("subscriptions").insert_many(also)

    await world.tell(an_outage(now))
    await world.kept("deliveries", 3, notice=FIRST, state="sent")
    await world.tell(an_outage(now, reason="شکستگی لوله"), seq=2)
    await world.kept("deliveries", 3, notice=SECOND, state="sent")
    await world.tell(outage_over(at=now), seq=3)
    await world.kept("deliveries", 3, notice=THIRD, state="sent")
    await done(world, THIRD)

    for address in (CITIZEN, "kind@example.ir", "place@example.ir"):
        first, second, third = told(world, address)
        assert [each.subject for each in (first, second, third)] == [TITLE] * 3, "one conversation"
        assert not header(first, "In-Reply-To")
        for letter in (second, third):
            assert header(letter, "In-Reply-To") == header(letter, "References") == header(first, "Message-ID")
        assert second.text.strip("\u200f").startswith("تغییر کرد")
        assert "شکستگی لوله" in second.text
        assert "رفع شد: " + TITLE in third.text
        assert "http://ravabet.test/bulletins/outage/water:1" in first.links


async def test_who_was_not_reached_yet_gets_the_newest_alone_and_as_a_first_message(
    world: World, now: datetime
) -> None:
    await follow(world)
    await follow(world, "late@example.ir")
    world.mail.behave(Behaviour(rcpt={"late@example.ir": 450}))
    await world.tell(an_outage(now))
    await world.kept("deliveries", notice=FIRST, state="sent")
    await world.kept("deliveries", notice=FIRST, state="pending", attempts=1)
    world.mail.behave(Behaviour())

    await world.tell(an_outage(now, reason="شکستگی لوله"), seq=2)
    await world.kept("deliveries", 2, notice=SECOND, state="sent")

    (letter,) = told(world, "late@example.ir")
    assert letter.subject == TITLE
    assert not header(letter, "In-Reply-To")
    assert "تغییر کرد" not in letter.text
    assert "شکستگی لوله" in letter.text
    assert await world.store.count("deliveries", {"notice": FIRST, "state": "suppressed"}) == 1


async def test_nobody_is_told_of_what_ended_before_its_message_left(world: World, now: datetime) -> None:
    await follow(world)
    world.mail.behave(Behaviour(rcpt={CITIZEN: 450}))
    await world.tell(an_outage(now))
    await world.kept("deliveries", notice=FIRST, state="pending", attempts=1)

    await world.tell(outage_over(at=now), seq=2)
    await world.kept("deliveries", notice=FIRST, state="suppressed")
    await done(world, SECOND)

    assert await world.store.count("deliveries", {"notice": SECOND}) == 0
    assert told(world) == []


async def test_what_is_over_by_its_own_end_does_not_leave(world: World, now: datetime) -> None:
    await follow(world)
    world.mail.behave(Behaviour(rcpt={CITIZEN: 450}))

    await world.tell(an_outage(now, ends_at=now + timedelta(seconds=3)))

    await world.kept("deliveries", notice=FIRST, state="expired")
    assert told(world) == []


async def test_in_bale_what_follows_answers_the_first_message(world: World, now: datetime) -> None:
    await world.bale.chats.person_writes(4711, "/start kind_outage-water")
    await world.bale.chats.answered(4711, count=1)

    await world.tell(an_outage(now))
    await world.kept("deliveries", notice=FIRST, state="sent")
    await world.tell(outage_over(at=now), seq=2)
    await world.kept("deliveries", notice=SECOND, state="sent")

    hello, first, end = world.bale.chats.by_bot(4711)
    assert "قطعی‌های آب" in hello.text
    assert (first.answers, end.answers) == (None, first.id)
    assert "رفع شد" in end.text


async def test_a_place_is_followed_in_bale_by_the_link_of_its_page(world: World, now: datetime) -> None:
    await world.tell(an_outage(now))
    await world.kept("topics", 2, _id={"$regex": "^place/"})

    page = await world.client.get("/notifier/follow", params={"topic": place_topic("محله چنار")})
    assert f'value="{place_topic("محله چنار")}" selected' in page.text
    assert "<optgroup" in page.text
    payload = place_topic("محله چنار").replace("/", "_")
    assert f"start={payload}" in page.text

    await world.bale.chats.person_writes(4711, f"/start {payload}")
    (answer,) = await world.bale.chats.answered(4711, count=1)
    assert "محله چنار" in answer.text


async def test_followers_of_all_news_are_not_told_of_outages(world: World, now: datetime) -> None:
    await follow(world, topic="all")
    await world.tell(an_outage(now))
    await done(world, FIRST)

    assert await world.store.count("deliveries", {"notice": FIRST}) == 0


async def test_what_is_replayed_tells_nobody_and_names_its_places(world: World, now: datetime) -> None:
    await world.tell(an_outage(now), replay=True)
    await world.kept("topics", 2, _id={"$regex": "^place/"})

    assert await world.store.count("notices", {"subject": "outage/water:1"}) == 0
