"""What programs and forms send as a day or an instant."""

import re
from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.web.validation import Day, Instant, sentence_of

PERSIAN = re.compile("[\u0600-\u06ff]")


@pytest.mark.parametrize("day", ["9999-12-31", "9999-03-19", "0001-01-01", "0622-03-21", "9998-03-20"])
def test_a_day_that_the_calendar_does_not_have_is_refused_in_words(day: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Day).validate_python(day)

    assert PERSIAN.search(sentence_of(refused.value.errors()[0]))


@pytest.mark.parametrize("day", ["2026-11-28", "0622-03-22", "9998-03-19"])
def test_every_other_day_is_taken(day: str) -> None:
    assert TypeAdapter(Day).validate_python(day) == date.fromisoformat(day)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-28T00:00:00"])
def test_an_instant_that_cannot_be_is_refused_in_words(at: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Instant).validate_python(at)

    assert PERSIAN.search(sentence_of(refused.value.errors()[0]))
