"""What counts as the same reason."""

import pytest

from shared.messaging.fingerprints import fingerprint_of, is_of_release_before, pattern_of

PUBLISHED = "news.published.v1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عضو ۴۱۲ ناشناخته است", "عضو ۹ ناشناخته است"),
        ("دستگاه «اداره آب» ناشناخته است", "دستگاه «شهرداری» ناشناخته است"),
        ("member 0k3v9 is not known", "member 7zz01 is not known"),
        ("news.published.v1 of 2026-11-22T05:30:00+00:00", "news.published.v1 of 2026-11-23T11:02:41.220Z"),
        ("KeyError at announcing/usecases.py:88", "KeyError at announcing/usecases.py:90"),
        ("KeyError at announcing/usecases.py:88", "failed 6 times, last with KeyError at announcing/usecases.py:88"),
        ("sara@water.example refused", "ali@roads.example refused"),
        ('members "a", "b" and 7, 8, 9', 'members "c", "d" and 1, 2'),
        ("the office's name 'x' is taken", "the office's name 'y z' is taken"),
    ],
)
def test_ids_numbers_times_and_quoted_values_do_not_count(one: str, other: str) -> None:
    assert fingerprint_of(PUBLISHED, one) == fingerprint_of(PUBLISHED, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KeyError at announcing/usecases.py:88", "ValueError at announcing/usecases.py:88"),
        ("KeyError at announcing/usecases.py:88", "KeyError at announcing/news_source.py:88"),
        ("the office's head isn't known", "the office's kind isn't known"),
        ("the envelope has no id", "the envelope has no type"),
    ],
)
def test_another_error_or_place_is_another_reason(one: str, other: str) -> None:
    assert fingerprint_of(PUBLISHED, one) != fingerprint_of(PUBLISHED, other)


def test_the_type_counts() -> None:
    assert fingerprint_of(PUBLISHED, "x") != fingerprint_of("decree.issued.v1", "x")


def test_fingerprints_of_the_release_before_are_told_apart() -> None:
    """They were hexadecimal; ours begin with a letter that is no digit of theirs."""
    assert not is_of_release_before(fingerprint_of(PUBLISHED, "x"))
    assert is_of_release_before("0123456789abcdef")
    assert is_of_release_before("")


def test_garbage_has_a_fingerprint_too() -> None:
    assert fingerprint_of("\ud800", "\ud800 \x00") == fingerprint_of("\ud800", "\ud800 \x00")
    assert pattern_of("") == ""
