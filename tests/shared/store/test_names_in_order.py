"""Names are listed by the Persian alphabet, by the database and by the few places that sort for themselves."""

import pytest
from pymongo import IndexModel

from shared.persian.order import alphabetical
from shared.store.copies import Copies
from shared.store.documents import Shape
from shared.store.store import Store
from shared.store.work import PERSIAN
from tests.shared.store.listed import Named

IN_ORDER = [
    "۵ آذر",
    "آب",
    "آموزش و پرورش",
    "اداره آب",
    "اداره برق",
    "اداره پست",
    "اداره چای",
    "اداره گاز",
    "امور عشایر",
    "بانک ملت",
    "بانک ملی",
    "پارک علم",
    "تعاون",
    "چاپخانه",
    "حوزه هنری",
    "ژاله",
    "سازمان",
    "کتابخانه",
    "كتابدار",
    "گمرک",
    "لرستان",
    "منطقه ۲",
    "منطقه 3",
    "منطقه ۱۰",
    "می‌گون",
    "نیرو",
    "ورزش",
    "هلال احمر",
    "یاری",
    "Bahardasht",
]


@pytest.mark.parametrize("letters", ["ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی", "آاب", "لوهی"])
async def test_the_database_and_we_agree_on_the_alphabet(store: Store, letters: str) -> None:
    await store.add_new("things", [{"_id": place, "name": name} for place, name in enumerate(sorted(letters))])

    found = await store.find("things", {}, sort=[("name", 1)], collation=PERSIAN)

    assert "".join(each["name"] for each in found) == letters
    assert "".join(sorted(letters, key=alphabetical)) == letters


async def test_names_stand_in_the_order_that_a_reader_expects(store: Store) -> None:
    names = sorted(IN_ORDER)
    assert names != IN_ORDER
    await store.prepare({"things": [IndexModel([("name", 1)], collation=PERSIAN, name="by_name")]})
    await store.add_new("things", [{"_id": name, "name": name} for name in names])
    copies = Copies(store, "things", Shape(Named), missing=KeyError, sort=[("name", 1)])

    assert [each.name for each in await copies.all()] == IN_ORDER
    async with store.unit_of_work() as work:
        assert [e["name"] for e in await work.find("things", {}, sort=[("name", 1)], collation=PERSIAN)] == IN_ORDER
    assert sorted(names, key=alphabetical) == IN_ORDER
    assert set(await copies.by_id(["آب", "منطقه ۲", "منطقه 2"])) == {"آب", "منطقه ۲"}


@pytest.mark.parametrize(
    ("one", "other"), [("علي", "علی"), ("کار", "كار"), ("می‌شود", "میشود"), ("مُهر", "مهر"), ("بـــهار", "بهار")]
)
def test_spellings_of_a_name_stand_together(one: str, other: str) -> None:
    assert alphabetical(one)[0] == alphabetical(other)[0]
