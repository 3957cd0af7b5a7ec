"""Places by their names."""

import pytest

from shared.persian.places import place_id


@pytest.mark.parametrize(
    ("one", "other"),
    [("کوی علی", "كوي علي"), ("محله‌ چنار", "محله چنار"), ("خیابان ۱۲", "خیابان 12"), ("Park", "park")],
)
def test_one_place_in_other_spellings_is_one(one: str, other: str) -> None:
    assert place_id(one) == place_id(other)


def test_other_places_are_others_and_a_name_without_letters_has_an_id() -> None:
    assert len({place_id(name) for name in ("بالادست", "پایین‌دست", "—", "…", "محله چنار")}) == 5
    assert len(place_id("بالادست")) == 16


def test_the_ids_never_change() -> None:
    """Subscriptions are kept by them."""
    assert place_id("محله چنار") == "4d5bed33e95ffcf8"
