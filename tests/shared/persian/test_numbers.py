import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.persian.numbers import NotAWholeNumber, Unclear, whole_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("۱۲", 12),
        ("١٢", 12),
        ("1۲", 12),
        (" ۰۰۷ ", 7),
        ("0", 0),
        ("1,234", 1234),
        ("۱٬۲۳۴", 1234),
        ("۱،۲۳۴", 1234),
        ("1 234 567", 1_234_567),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("12'345", 12345),
        ("\u200e123,456,789\u200f", 123_456_789),
        ("-5", -5),
        ("\u2212۵", -5),
        ("- ۵", -5),
        ("+5", 5),
    ],
)
def test_whole_numbers_are_read_in_any_digits(typed: str, number: int) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1,5", Unclear.FRACTION),
        ("۲،۵", Unclear.FRACTION),
        ("۲٫۵", Unclear.FRACTION),
        ("۲/۵", Unclear.FRACTION),
        ("2.5", Unclear.FRACTION),
        ("5.0", Unclear.FRACTION),
        (".5", Unclear.FRACTION),
        ("1.234", Unclear.FRACTION),
        ("1,234.5", Unclear.FRACTION),
        ("۱٬۲۳۴٫۵", Unclear.FRACTION),
        ("-1,5", Unclear.FRACTION),
        ("1,23", Unclear.FRACTION),
        ("12,34,567", Unclear.GROUPS),
        ("1,234 567", Unclear.GROUPS),
        ("1٬23", Unclear.GROUPS),
        ("0,123", Unclear.GROUPS),
        ("1234,567", Unclear.GROUPS),
        ("1 2", Unclear.GROUPS),
        ("۱۲ ۵", Unclear.GROUPS),
        ("1.234.567", Unclear.GROUPS),
        ("5,", Unclear.GROUPS),
        ("1e3", Unclear.NO_NUMBER),
        ("۱۲ خبر", Unclear.NO_NUMBER),
        ("5-", Unclear.NO_NUMBER),
        ("--5", Unclear.NO_NUMBER),
        ("3-5", Unclear.NO_NUMBER),
        ("½", Unclear.NO_NUMBER),
        ("²", Unclear.NO_NUMBER),
        ("५", Unclear.NO_NUMBER),
        ("1_000", Unclear.NO_NUMBER),
        ("", Unclear.NO_NUMBER),
        ("نه", Unclear.NO_NUMBER),
    ],
)
def test_what_is_not_clearly_a_whole_number_is_refused(typed: str, why: Unclear) -> None:
    with pytest.raises(NotAWholeNumber) as refused:
        whole_number(typed)

    assert refused.value.why is why


@given(st.text(alphabet="0159۱٢,٬،./٫ '-+e\u200f", max_size=12))
def test_no_mark_changes_a_number(typed: str) -> None:
    """Whatever is read has a fraction for nobody: without its marks of thousands it is what was typed."""
    try:
        number = whole_number(typed)
    except NotAWholeNumber:
        return

    assert not set("./٫e").intersection(typed)
    assert all(len(group) == 3 for group in f"{abs(number):,}".split(",")[1:])


def test_a_number_without_end_is_too_large_at_once() -> None:
    assert whole_number("9" * 1_000_000) == 10**20 - 1
