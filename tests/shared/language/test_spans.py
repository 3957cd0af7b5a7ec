"""From when until when something lasts."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.language.spans import day_named, moment_of, span, until
from shared.language.speech import ENGLISH, PERSIAN, Catalogues, speaking
from shared.persian.jalali import TEHRAN

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TEHRAN)


@pytest.mark.parametrize(
    ("begins_at", "ends_at", "persian", "english"),
    [
        (at(22, 9), at(22, 13), "امروز ساعت ۹ تا ۱۳", "today 9:00 to 13:00"),
        (at(23, 9, 30), at(23, 13), "فردا ساعت ۹:۳۰ تا ۱۳", "tomorrow 9:30 to 13:00"),
        (at(24, 9), at(24, 13), "سه‌شنبه ۳ آذر، ساعت ۹ تا ۱۳", "Tuesday 3 Azar, 9:00 to 13:00"),
        (at(22, 22), at(23, 6), "امروز ساعت ۲۲ تا فردا ساعت ۶", "today 22:00 to tomorrow 6:00"),
        (at(22, 20), at(23, 0), "امروز ساعت ۲۰ تا ۲۴", "today 20:00 to 24:00"),
        (at(22, 0), None, "امروز از ساعت ۰", "today from 0:00"),
        (at(24, 9), None, "سه‌شنبه ۳ آذر، از ساعت ۹", "Tuesday 3 Azar, from 9:00"),
        (
            at(24, 9),
            at(26, 17),
            "سه‌شنبه ۳ آذر، ساعت ۹ تا پنجشنبه ۵ آذر، ساعت ۱۷",
            "Tuesday 3 Azar, 9:00 to Thursday 5 Azar, 17:00",
        ),
    ],
)
def test_a_span_is_said_as_people_say_it(
    begins_at: datetime, ends_at: datetime | None, persian: str, english: str
) -> None:
    assert span(begins_at, ends_at, now=NOW) == persian
    with speaking(ENGLISH, Catalogues()):
        assert span(begins_at, ends_at, now=NOW) == english


def test_a_message_names_the_day_since_it_may_be_read_on_another() -> None:
    assert span(at(22, 9), at(22, 13)) == "یکشنبه ۱ آذر، ساعت ۹ تا ۱۳"


@pytest.mark.parametrize(
    ("ends_at", "said"),
    [
        (at(22, 13), "تا ساعت ۱۳"),
        (at(23, 0), "تا ساعت ۲۴"),
        (at(23, 6), "تا فردا ساعت ۶"),
        (at(26, 17, 5), "تا پنجشنبه ۵ آذر، ساعت ۱۷:۰۵"),
    ],
)
def test_until_when(ends_at: datetime, said: str) -> None:
    assert until(ends_at, now=NOW) == said


def test_a_moment_and_a_day() -> None:
    assert moment_of(at(21, 9, 20), now=NOW) == "دیروز ساعت ۹:۲۰"
    assert moment_of(at(24, 9)) == "سه‌شنبه ۳ آذر، ساعت ۹"
    assert day_named(at(24, 0).date(), now=NOW) == "سه‌شنبه ۳ آذر"
    other_year = NOW + timedelta(days=200)
    assert day_named(other_year.date(), now=NOW).endswith("۱۴۰۶")
    with speaking(PERSIAN, Catalogues()):
        assert day_named(NOW.date(), now=NOW) == "امروز"
