"""The rules of bulletins: from their announcement to their end, and their order."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from services.news.bulletins.calendar_domain import calendar_of
from services.news.bulletins.domain import Bulletin, BulletinId, Kind, Level, Stage, is_for_front, path_of, urgency
from services.news.bulletins.usecases import Noticeboard
from services.news.bulletins.wording_domain import changed, kind_name, places_of, when_of
from shared.runtime.context import Cause, caused_by
from tests.news.neighbours import (
    NOON,
    a_bulletin,
    alert,
    alert_lifted,
    occasion,
    occasion_cancelled,
    outage,
    outage_over,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WATER = BulletinId("outage/water:1")


@dataclass
class Bulletins:
    """Keeps bulletins in memory."""

    kept: dict[BulletinId, Bulletin] = field(default_factory=dict)

    async def find(self, key: BulletinId) -> Bulletin | None:
        return self.kept.get(key)

    async def put(self, bulletin: Bulletin) -> None:
        self.kept[bulletin.id] = bulletin


@dataclass
class Clock:
    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bulletins() -> Bulletins:
    return Bulletins()


@pytest.fixture
def board(bulletins: Bulletins, clock: Clock) -> Noticeboard:
    return Noticeboard(bulletins, clock)


async def test_an_outage_is_posted_with_clean_words_and_each_place_once(
    board: Noticeboard, bulletins: Bulletins
) -> None:
    await board.post_outage(outage(places=("محله  چنار", "محلۀ چنار", "كوي علي"), reason="تعويض شير\u202e"))

    posted = bulletins.kept[WATER]
    assert posted.content
    assert posted.content.places == ("محله چنار", "کوی علی")
    assert posted.content.text == "تعویض شیر"
    assert (posted.kind, posted.publisher_id) == (Kind.WATER, "office/water")


async def test_the_same_again_changes_nothing_and_something_new_is_a_change(
    board: Noticeboard, bulletins: Bulletins, clock: Clock
) -> None:
    await board.post_outage(outage())
    await board.post_outage(outage())
    assert bulletins.kept[WATER].changes == ()

    clock.at = NOON + HOUR / 2
    await board.post_outage(outage(ends_at=NOON + 3 * HOUR, places=("بالادست",)))

    (change,) = bulletins.kept[WATER].changes
    assert change.at == clock.at
    content = bulletins.kept[WATER].content
    assert content
    assert changed(change, content) == [
        "جاها: بالادست (پیش‌تر: بالادست و محله چنار)",
        "پایان: یکشنبه ۱ آذر، ساعت ۱۵ (پیش‌تر: یکشنبه ۱ آذر، ساعت ۱۳)",
    ]


async def test_an_end_is_kept_with_its_note_and_what_is_told_after_it_goes_on(
    board: Noticeboard, bulletins: Bulletins
) -> None:
    await board.post_outage(outage())
    await board.end_outage(outage_over())
    assert bulletins.kept[WATER].stage(NOON) is Stage.OVER
    assert bulletins.kept[WATER].end_note == "آب وصل شد."

    await board.post_outage(outage(ends_at=NOON + 5 * HOUR))
    assert bulletins.kept[WATER].stage(NOON) is Stage.CURRENT


async def test_an_end_of_something_unknown_is_kept_and_is_over(board: Noticeboard, bulletins: Bulletins) -> None:
    await board.end_outage(outage_over())
    await board.lift_alert(alert_lifted())
    await board.cancel_occasion(occasion_cancelled())

    assert [(each.kind, each.stage(NOON)) for each in bulletins.kept.values()] == [
        (Kind.OUTAGE, Stage.OVER),
        (Kind.ALERT, Stage.OVER),
        (Kind.OCCASION, Stage.OVER),
    ]
    assert kind_name(bulletins.kept[WATER]) == "قطعی"


async def test_what_is_published_again_leaves_the_end_and_notes_no_change(
    board: Noticeboard, bulletins: Bulletins
) -> None:
    """A replay tells the whole story once more, beginning with what was changed later."""
    story = (outage(ends_at=NOON - HOUR), outage(), outage_over())
    await board.post_outage(story[0])
    await board.post_outage(story[1])
    await board.end_outage(story[2])
    before = bulletins.kept[WATER]
    changes = before.changes

    with caused_by(Cause(replay=True)):
        await board.post_outage(story[0])
        assert bulletins.kept[WATER].stage(NOON) is Stage.OVER
        await board.post_outage(story[1])
        await board.end_outage(story[2])

    assert bulletins.kept[WATER].changes == changes
    assert bulletins.kept[WATER].content == before.content


async def test_a_copy_made_of_a_replay_brings_no_old_alert_back(board: Noticeboard, bulletins: Bulletins) -> None:
    """Nobody told when this one of last year was over."""
    with caused_by(Cause(replay=True)):
        await board.post_alert(alert(begins_at=NOON - 300 * DAY))

    assert bulletins.kept[BulletinId("alert/roads:1")].stage(NOON) is Stage.OVER


async def test_a_copy_made_of_a_replay_was_told_before_now(board: Noticeboard, bulletins: Bulletins) -> None:
    with caused_by(Cause(replay=True)):
        await board.post_occasion(occasion())

    (posted,) = bulletins.kept.values()
    assert posted.told_at == NOON


async def test_the_changes_of_a_restless_neighbour_do_not_grow_without_end(
    board: Noticeboard, bulletins: Bulletins
) -> None:
    for minute in range(100):
        await board.post_outage(outage(ends_at=NOON + timedelta(minutes=minute)))

    assert len(bulletins.kept[WATER].changes) == 30


@pytest.mark.parametrize(
    ("bulletin", "lasts"),
    [
        (a_bulletin(ends_at=NOON + HOUR), HOUR),
        (a_bulletin(), 71 * HOUR),
        (a_bulletin(Kind.ALERT, begins_at=NOON + DAY), 96 * HOUR),
        (a_bulletin(Kind.OCCASION), 12 * HOUR),
    ],
    ids=["by its own end", "without an end", "to come without an end", "an occasion on its day"],
)
def test_a_bulletin_is_over_by_itself(bulletin: Bulletin, lasts: timedelta) -> None:
    assert bulletin.over_at == NOON + lasts
    assert bulletin.stage(NOON + lasts - timedelta(seconds=1)) is not Stage.OVER
    assert bulletin.stage(NOON + lasts) is Stage.OVER


def test_the_front_page_has_the_gravest_first_and_only_what_is_near() -> None:
    far = a_bulletin(begins_at=NOON + 49 * HOUR)
    all_of_them = [
        a_bulletin(Kind.OCCASION, begins_at=NOON + 6 * DAY),
        a_bulletin(Kind.GAS, begins_at=NOON + 47 * HOUR),
        a_bulletin(Kind.WATER),
        a_bulletin(Kind.ALERT, level=Level.YELLOW),
        a_bulletin(Kind.ALERT, level=Level.RED, begins_at=NOON + DAY),
        a_bulletin(Kind.ALERT, level=Level.ORANGE),
    ]

    shown = sorted(all_of_them, key=lambda each: urgency(each, NOON))

    assert shown == [all_of_them[place] for place in (4, 5, 3, 2, 1, 0)]
    assert [is_for_front(each, NOON) for each in [*all_of_them, far]] == [True] * 6 + [False]
    assert not is_for_front(a_bulletin(Kind.OCCASION, begins_at=NOON + 8 * DAY), NOON)


@pytest.mark.parametrize(
    ("bulletin", "said"),
    [
        (a_bulletin(ends_at=NOON + HOUR), "تا ساعت ۱۳"),
        (a_bulletin(), "امروز از ساعت ۱۱"),
        (a_bulletin(begins_at=NOON + DAY, ends_at=NOON + DAY + 2 * HOUR), "فردا ساعت ۱۲ تا ۱۴"),
        (a_bulletin(begins_at=NOON - 5 * HOUR, ends_at=NOON - HOUR), "امروز ساعت ۷ تا ۱۱"),
    ],
)
def test_it_says_until_when_or_from_when(bulletin: Bulletin, said: str) -> None:
    assert when_of(bulletin, NOON) == said


def test_an_occasion_that_is_called_off_says_so() -> None:
    off = a_bulletin(Kind.OCCASION, begins_at=NOON + DAY)
    off.end(at=NOON - HOUR, note="")
    over = a_bulletin()
    over.end(at=NOON - HOUR / 2, note="")

    assert when_of(off, NOON) == "برگزار نمی‌شود؛ لغو امروز ساعت ۱۱"
    assert when_of(over, NOON) == "پایان یافت؛ امروز ساعت ۱۱:۳۰"


@pytest.mark.parametrize(
    ("places", "said"),
    [(("الف",), "الف"), (("الف", "ب"), "الف و ب"), (("الف", "ب", "پ", "ت"), "الف، ب و ۲ جای دیگر")],
)
def test_many_places_are_counted(places: tuple[str, ...], said: str) -> None:
    content = a_bulletin(places=places).content
    assert content
    assert places_of(content) == said


def test_an_address_is_safe_whatever_the_id() -> None:
    assert path_of(WATER) == "/bulletins/outage/water:1"
    assert path_of(BulletinId("outage/x:?a=<b> #")) == "/bulletins/outage/x:%3Fa%3D%3Cb%3E%20%23"


async def test_an_occasion_in_a_calendar_is_as_the_standard_says(board: Noticeboard, bulletins: Bulletins) -> None:
    long = "کتاب کودک، نوجوان; نویسندگان\nو ناشران " * 4
    await board.post_occasion(occasion(summary=long))

    text = calendar_of(bulletins.kept.values(), name="رویدادها", public_url="http://ravabet.test")

    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert unfolded[5:12] == [
        "BEGIN:VEVENT",
        "UID:occasion/library:31@ravabet.test",
        "DTSTAMP:20261122T083000Z",
        "SEQUENCE:0",
        "DTSTART:20261124T083000Z",
        "DTEND:20261124T143000Z",
        "SUMMARY:نمایشگاه کتاب؛ پاییز",
    ]
    assert "LOCATION:کتابخانه مرکزی، بهاردشت" in unfolded
    assert unfolded[13].startswith("DESCRIPTION:کتاب کودک، نوجوان\\; نویسندگان\\nو ناشران")
    await board.cancel_occasion(occasion_cancelled())
    again = calendar_of(bulletins.kept.values(), name="رویدادها", public_url="http://ravabet.test")
    assert "STATUS:CANCELLED" in again
    assert "SEQUENCE:1" in again
