"""What followers are told of outages, alerts and occasions, and what they are not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.news.bulletins.domain import BulletinId, path_of
from services.notifier.announcing.bulletins_source import BulletinSource
from services.notifier.announcing.usecases import Announcer
from services.notifier.main import KINDS
from services.notifier.notices.domain import History, Notice
from services.notifier.topics.domain import Topic, TopicId, place_topic
from services.notifier.topics.usecases import TopicDirectory
from shared.runtime.context import Cause, caused_by
from tests.news.neighbours import (
    NOON,
    alert,
    alert_lifted,
    occasion,
    occasion_cancelled,
    outage,
    outage_over,
)

HOUR = timedelta(hours=1)
HOST = "http://ravabet.test"


@dataclass
class Notices:
    """Keeps notices in memory, as the repository does."""

    kept: list[Notice] = field(default_factory=list)

    async def add(self, notice: Notice) -> None:
        if notice.id not in [each.id for each in self.kept]:
            self.kept.append(notice)

    async def history(self, subjects: Collection[str]) -> History:
        return History([each for each in self.kept if each.subject in subjects])


@dataclass
class Topics:
    """Knows one office at first."""

    kept: dict[TopicId, Topic] = field(
        default_factory=lambda: {TopicId("office/water"): Topic(TopicId("office/water"), "اداره آب و فاضلاب")}
    )

    async def find(self, key: TopicId) -> Topic | None:
        return self.kept.get(key)

    async def get(self, key: TopicId) -> Topic:
        return self.kept[key]

    async def by_id(self, keys: Collection[TopicId]) -> Mapping[TopicId, Topic]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    async def put(self, topic: Topic) -> None:
        self.kept[topic.id] = topic


@dataclass
class World:
    source: BulletinSource
    notices: Notices
    topics: Topics
    at: list[datetime]

    @property
    def last(self) -> Notice:
        return self.notices.kept[-1]


@pytest.fixture
def world() -> World:
    notices, topics, at = Notices(), Topics(), [NOON]
    source = BulletinSource(Announcer(notices, lambda: at[0]), notices, TopicDirectory(topics), HOST)
    return World(source, notices, topics, at)


async def test_an_outage_is_told_to_followers_of_office_kind_and_places(world: World) -> None:
    await world.source.outage(outage())

    assert world.last.audience.topics == (
        "office/water",
        "kind/outage-water",
        place_topic("بالادست"),
        place_topic("محله چنار"),
    )
    assert world.last.title == "قطع آب: بالادست و محله چنار"
    assert world.last.text.split("\n\n") == [
        "یکشنبه ۱ آذر، ساعت ۹ تا ۱۳ (برنامه‌ریزی‌شده)",
        "محدوده: خیابان کاج",
        "دلیل: تعویض شیر",
        "اداره آب و فاضلاب",
    ]
    assert world.last.expires_at == NOON + HOUR, "what is over by itself is told to nobody"
    assert not world.last.change


async def test_an_alert_names_its_level_in_words_and_an_occasion_its_venue(world: World) -> None:
    await world.source.alert(alert())
    assert world.last.title == "هشدار نارنجی راه: لغزندگی گردنه (گردنه سپیددره)"
    assert "kind/alert" in world.last.audience.topics

    await world.source.occasion(occasion())
    assert world.last.text.split("\n\n")[:2] == ["سه‌شنبه ۳ آذر، ساعت ۱۲ تا ۱۸", "کتابخانه مرکزی، بهاردشت"]
    assert {each.kind for each in world.notices.kept} <= {"alert.issued", "occasion.announced"}


async def test_messages_lead_to_the_page_that_news_serves(world: World) -> None:
    for key in ("water:1", "water:1/۲ ?#&<"):
        await world.source.outage(outage(key))

        assert world.last.link == HOST + path_of(BulletinId(f"outage/{key}"))


async def test_a_change_continues_the_first_message_and_takes_its_place(world: World) -> None:
    await world.source.outage(outage())
    await world.source.outage(outage(ends_at=NOON + 3 * HOUR, places=("بالادست", "کوی نو")))

    first, second = world.notices.kept
    assert second.takes_back(first), "whom the first has not reached yet gets only the newest"
    assert second.audience.told_of == first.subject
    assert place_topic("کوی نو") in second.audience.topics, "they hear of it for the first time"
    assert second.kind == "outage.changed"
    assert second.change
    assert second.text.startswith("یکشنبه ۱ آذر، ساعت ۹ تا ۱۵"), "the text is whole for those who hear it first"


@pytest.mark.parametrize(
    "changed",
    [{}, {"reason": "تعويض شير"}, {"places": ("بالادست", "محلۀ چنار")}, {"area": "خیابان  کاج"}],
    ids=["the same", "other letters", "another spelling of a place", "other spaces"],
)
async def test_a_change_that_nobody_would_see_tells_nobody(world: World, changed: dict[str, Any]) -> None:
    await world.source.outage(outage())
    await world.source.outage(outage(**changed))

    assert len(world.notices.kept) == 1


@pytest.mark.parametrize("way", ["outage", "alert", "occasion"])
async def test_an_end_goes_only_to_those_who_were_told(world: World, way: str) -> None:
    begin: dict[str, Any] = {"outage": outage(), "alert": alert(), "occasion": occasion()}
    end: dict[str, Any] = {"outage": outage_over(), "alert": alert_lifted(), "occasion": occasion_cancelled()}
    tell, tell_end = _told(world.source, way)
    await tell(begin[way])
    await tell_end(end[way])
    await tell_end(end[way])

    first, last = world.notices.kept
    assert not last.audience.topics
    assert last.audience.told_of == first.subject
    assert last.takes_back(first), "nobody is told of what is over"
    assert first.title in last.change


async def test_an_end_of_what_nobody_was_told_of_tells_nobody(world: World) -> None:
    await world.source.outage_ended(outage_over())
    await world.source.alert_lifted(alert_lifted())
    await world.source.occasion_cancelled(occasion_cancelled())

    assert world.notices.kept == []


async def test_what_goes_on_after_its_end_is_told_again_and_numbered(world: World) -> None:
    await world.source.outage(outage())
    await world.source.outage_ended(outage_over())
    await world.source.outage(outage())

    first, end, again = world.notices.kept
    assert [each.id for each in (first, end, again)] == ["outage/water:1", "outage/water:1#2", "outage/water:1#3"]
    history = History(world.notices.kept)
    assert [history.is_taken_back(each) for each in (first, end, again)] == [True, True, False]
    assert history.before(again) == [first, end]


async def test_an_announcement_of_what_is_over_by_itself_tells_nobody(world: World) -> None:
    await world.source.outage(outage(ends_at=NOON))

    assert world.notices.kept == []
    assert place_topic("بالادست") in world.topics.kept


async def test_a_change_by_which_it_is_over_is_told_to_those_who_believe_that_it_lasts(world: World) -> None:
    await world.source.outage(outage())
    await world.source.outage(outage(ends_at=NOON - HOUR))

    assert world.last.audience.topics == ()
    assert world.last.audience.told_of == "outage/water:1"
    assert world.last.expires_at > NOON


async def test_without_an_end_it_is_worth_telling_for_half_a_day_after_its_beginning(world: World) -> None:
    await world.source.alert(alert(begins_at=NOON + HOUR))

    assert world.last.expires_at == NOON + 13 * HOUR


async def test_places_can_be_followed_once_they_were_named_also_by_what_is_published_again(world: World) -> None:
    with caused_by(Cause(replay=True)):
        await world.source.outage(outage(places=("محله چنار", "محلۀ چنار")))
    await world.source.outage(outage("water:2", places=("محلة چنار",)))

    places = [topic for topic in world.topics.kept.values() if topic.is_place]
    assert [(topic.id, topic.name) for topic in places] == [(place_topic("محله چنار"), "محله چنار")]
    assert [each.subject for each in world.notices.kept] == ["outage/water:2"]


async def test_many_places_stand_in_the_text(world: World) -> None:
    await world.source.outage(outage(places=tuple(f"کوی {number}" for number in range(1, 51))))

    assert world.last.title == "قطع آب: کوی 1، کوی 2، کوی 3 و ۴۷ جای دیگر"
    assert "کوی 50" in world.last.text


async def test_every_kind_that_is_told_has_a_name(world: World) -> None:
    await world.source.outage(outage())
    await world.source.outage(outage(reason="دیگر"))
    await world.source.outage_ended(outage_over())

    assert [KINDS.of(each.kind).label for each in world.notices.kept] == ["قطعی", "تغییر قطعی", "پایان قطعی"]


def _told(source: BulletinSource, way: str) -> tuple[Any, Any]:
    ends = {"outage": "outage_ended", "alert": "alert_lifted", "occasion": "occasion_cancelled"}
    return getattr(source, way), getattr(source, ends[way])
