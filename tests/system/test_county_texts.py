"""The demo county's texts are Persian that a Persian reader accepts; files that contradict themselves are refused."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from deploy.local.county import data
from deploy.local.county.data import NotACounty, load
from shared.persian.text import for_keeping

FOLDER = Path(data.__file__).parent
# What names things for programs; all else is read by people.
NOT_SHOWN = {
    "id", "kind", "code", "executive", "size_class", "successor_id", "username", "email", "role", "office_id",
    "body_id", "person_id", "office_ids", "topics", "clock", "channel", "outcome", "type", "source", "period_kind",
    "since", "off", "half", "ends", "half_ends", "website", "work_week", "outage_id", "alert_id", "occasion_id",
    "utility", "hazard", "level", "article", "sky", "land", "things", "together_with", "side",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the county's files, to be spoilt."""
    for file in FOLDER.glob("*.json"):
        shutil.copy(file, tmp_path)
    return tmp_path


def shown(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text that a person reads, with the field that holds it."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from () if key in NOT_SHOWN else shown(inner, key)
        case list():
            for inner in value:
                yield from shown(inner, name)
        case str():
            yield name, value
        case _:
            return


def texts() -> list[tuple[str, str]]:
    files = (file for file in FOLDER.glob("*.json") if file.name != "followers.json")
    return [
        (f"{file.stem}.{name}", text)
        for file in files
        for name, text in shown(json.loads(file.read_text(encoding="utf-8")))
    ]


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ("Arabic yeh or kaf", r"[يكىۀة]"),
        ("Latin or Arabic digit", r"[0-9٠-٩]"),
        ("double space", r"\s\s"),
        ("space before a mark", r" [،؛:.!؟»]"),
        ("no space after a mark", r"[،؛؟][^\s»]"),
        ("Latin mark", r"[,;?\"']"),
        ("hanging half-space", "\u200c(?:\\s|$)|\\s\u200c|\u200c\u200c"),
        ("missing half-space", r"(?:^|\s)ن?می\s|\s(?:ها|های|هایی|تر|ترین)(?:\s|[،.]|$)"),
        ("glued verb", r"\bن?می(?!دان|ان|ز|لی|نی\u200c|راث|همان)[آ-ی]{2,}"),
        # After a letter that joins nothing the plural needs no half-space: «کارها», but «کتاب‌ها».
        ("glued plural", r"\b(?!تنها|آنها|انتها|بها|نهایی)[آ-ی]*[بپتثجچحخسشصضطظعغفقکگلمنهی]ها(?:ی|یی)?\b"),
        ("Latin letter", r"[A-Za-z]"),
    ],
)
def test_texts_are_written_as_persian_is(fault: str, wrong: str) -> None:
    assert [(where, text) for where, text in texts() if re.search(wrong, text)] == [], fault


def test_texts_are_kept_as_they_are_written() -> None:
    assert [where for where, text in texts() if for_keeping(text) != text] == []


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("articles.json", '"id": "water"', '"id": "wine"', "no office is called 'wine'"),
        ("articles.json", '"id": "n02"', '"id": "n01"', "article 'n01' occurs twice"),
        ("offices.json", '"kind": "bank"', '"kind": "shop"', "no kind is called 'shop'"),
        ("followers.json", '"office/', '"office/no-', "no office is called"),
        ("decrees.json", '"number": 7', '"number": 77', "the register has a gap"),
        ("decrees.json", '"amends": 4', '"amends": 99', "no decree is called '99'"),
        ("decrees.json", '"days_ago": 33', '"days_ago": 3', "not in the order"),
        ("decrees.json", '"term_months": 12', '"term_months": 24', "decree 14 corrects a term that was right"),
        ("people.json", '"since_days_ago": 400', '"since_days_ago": 4', "decree 23: 'tajari' did not hold the post"),
        (
            "people.json",
            '"since_days_ago": 75',
            '"since_days_ago": 25',
            "'sabeti' reported for 'civil-registry' before",
        ),
        ("reports.json", '"B4"', '"Z4"', "no item is called 'Z4'"),
    ],
)
def test_a_county_that_contradicts_itself_is_refused(folder: Path, file: str, old: str, new: str, said: str) -> None:
    spoil(folder / file, old, new)

    with pytest.raises(NotACounty, match=said):
        load(folder)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("offices.json", '"code"', '"kode"'),
        ("people.json", '"سرکار عالی"', '"شما"'),
        ("articles.json", '"days_ago": 1,', '"days_ago": 1, "hours_ago": 2,'),
    ],
)
def test_a_file_of_another_shape_is_refused(folder: Path, file: str, old: str, new: str) -> None:
    spoil(folder / file, old, new)

    with pytest.raises(ValidationError):
        load(folder)
