"""Lists whose words, filters, order and page stand in their address."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.web.shell.listing import Listing, Rules

RULES = Rules(
    "/decrees", sorts=("date", "number"), usual_sort="-date", filters={"state": ("draft", "revoked")}, size=10
)


def read(**asked: str) -> Listing:
    return RULES.read(asked)


def test_an_address_without_parameters_shows_what_is_usual() -> None:
    listing = read()

    assert (listing.words, listing.filters, listing.sort, listing.page, listing.skip) == ("", {}, "-date", 1, 0)
    assert (listing.href, listing.is_narrowed) == ("/decrees", False)


@pytest.mark.parametrize(
    "asked",
    [{"sort": "password"}, {"sort": "--date"}, {"state": "signed"}, {"page": "0"}, {"page": "-3"}, {"page": "۲x"}],
)
def test_what_is_unknown_falls_back_to_what_is_usual(asked: dict[str, str]) -> None:
    assert RULES.read(asked) == read()


def test_a_page_is_read_in_any_digits_and_never_lies_behind_the_last() -> None:
    assert (read(page="3").page, read(page="۳").page, read(page="٣").skip) == (3, 3, 20)
    assert read(page="9").within(25).page == 3
    assert read(page="9").within(0).page == 1
    assert read(page="2").within(25).page == 2
    assert read(page="9" * 40).page == 1


def test_every_link_keeps_the_other_parameters() -> None:
    listing = read(q="  سارا   مهرگان‌پور ", state="draft", sort="number", page="2")

    assert listing.words == "سارا مهرگان‌پور"
    assert RULES.read(asked_of(listing.href)) == listing
    assert listing.on_page(3).href.endswith("&state=draft&sort=number&page=3")
    assert asked_of(listing.where("state", "").href) == {"q": listing.words, "sort": "number"}
    assert asked_of(listing.where("state", "revoked").href) == {
        "q": listing.words,
        "state": "revoked",
        "sort": "number",
    }
    assert asked_of(listing.all.href) == {"sort": "number"}


def test_the_column_it_is_sorted_by_turns_the_order_round() -> None:
    listing = read(sort="number", page="4")

    assert (listing.sorted_by("number").sort, listing.sorted_by("date").sort) == ("-number", "date")
    assert listing.sorted_by("number").page == 1
    assert (listing.direction("number"), listing.direction("date")) == ("ascending", "")
    assert listing.sorted_by("number").direction("number") == "descending"


@pytest.mark.parametrize(
    ("page", "total", "shown"),
    [
        (1, 0, [1]),
        (1, 20, [1, 2]),
        (1, 100, [1, 2, None, 10]),
        (3, 50, [1, 2, 3, 4, 5]),
        (4, 100, [1, 2, 3, 4, 5, None, 10]),
        (6, 100, [1, None, 5, 6, 7, None, 10]),
        (10, 100, [1, None, 9, 10]),
    ],
)
def test_a_pager_names_the_pages_about_this_one(page: int, total: int, shown: list[int | None]) -> None:
    assert list(read(page=str(page)).page_numbers(total)) == shown


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["q", "sort", "state", "page", "other"]), st.text(max_size=200)))
def test_whatever_is_asked_an_address_says_the_same_again(asked: dict[str, str]) -> None:
    listing = RULES.read(asked)

    assert RULES.read(asked_of(listing.href)) == listing


def asked_of(href: str) -> dict[str, str]:
    return dict(parse_qsl(href.partition("?")[2]))
