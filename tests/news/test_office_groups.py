"""Under which headings the offices of the county stand."""

import pytest

from services.news.articles.pages import OfficeLine, grouped


def a_line(kind: str, number: int) -> OfficeLine:
    name = f"{kind} {number}"
    return OfficeLine(name, name, name, kind, None, 0, "", "", "")


@pytest.mark.parametrize(
    ("kinds", "headings"),
    [
        ([], []),
        ([("بانک", 1)], [("بانک", 1)]),
        ([("اداره", 3)], [("اداره", 3)]),
        ([("بانک", 1), ("بنیاد", 2)], [("بانک و بنیاد", 3)]),
        (
            [("فرمانداری", 1), ("بخشداری", 1), ("شهرداری", 2), ("اداره", 12), ("بانک", 2)],
            [("فرمانداری، بخشداری و دیگر دستگاه‌ها", 4), ("اداره", 12), ("بانک", 2)],
        ),
        ([("اداره", 4), ("بانک", 3), ("بنیاد", 1)], [("اداره", 4), ("بانک", 3), ("بنیاد", 1)]),
    ],
)
def test_small_kinds_share_a_heading_and_all_keep_their_order(
    kinds: list[tuple[str, int]], headings: list[tuple[str, int]]
) -> None:
    lines = [a_line(kind, each) for kind, number in kinds for each in range(number)]

    groups = grouped(lines)

    assert [(group.name, len(group.offices)) for group in groups] == headings
    assert [line for group in groups for line in group.offices] == lines
