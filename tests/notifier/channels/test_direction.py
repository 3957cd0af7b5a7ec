"""Lines that begin with Latin letters and are Persian all the same."""

import pytest

from services.notifier.channels.direction_domain import from_right

MARK = "\u200f"


@pytest.mark.parametrize(
    "text",
    [
        "Wi-Fi رایگان در کتابخانه",
        "24h پذیرش درمانگاه",
        "«ISO 9001» برای آب و فاضلاب",
        "https://bahardasht.example را ببینید",
        "\u2066قم\u2069 Wi-Fi رایگان شد",
    ],
)
def test_a_line_that_begins_with_latin_letters_gets_a_mark(text: str) -> None:
    assert from_right(text) == MARK + text
    assert from_right(MARK + text) == MARK + text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "قطع آب",
        "۲۴ ساعت",
        "24 ساعت",
        "- آب",
        "«آب» و Wi-Fi",
        "Wi-Fi",
        "https://bahardasht.example/n/1",
        "\u2066Wi-Fi\u2069 رایگان",
    ],
)
def test_any_other_line_stays_as_it_is(text: str) -> None:
    assert from_right(text) == text


def test_each_line_is_looked_at_by_itself() -> None:
    assert from_right("قطع آب\nWi-Fi رایگان\n\nhttps://x.example") == f"قطع آب\n{MARK}Wi-Fi رایگان\n\nhttps://x.example"
