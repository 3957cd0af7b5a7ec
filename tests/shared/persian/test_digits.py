from shared.persian.digits import grouped, latin_digits, persian_digits


def test_digits_are_shown_persian() -> None:
    assert persian_digits(1405) == "۱۴۰۵"
    assert persian_digits("شماره ٣/12") == "شماره ۳/۱۲"


def test_any_digits_may_be_typed() -> None:
    assert latin_digits("۱۴۰۵ ٢٠٢٦ 7") == "1405 2026 7"


def test_long_numbers_are_grouped() -> None:
    assert grouped(12345) == "۱۲٬۳۴۵"
    assert grouped(-1_000_000) == "-۱٬۰۰۰٬۰۰۰"
    assert grouped(7) == "۷"
