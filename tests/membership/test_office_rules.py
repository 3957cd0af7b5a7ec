"""The rules of offices and of their kinds, without a server."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from services.membership.office_kinds.domain import KindId, KindInUse, KindTaken, OfficeKind
from services.membership.office_kinds.usecases import KindDirectory, KindFacts
from services.membership.offices.api import ChangedOffice, NewOffice
from services.membership.offices.domain import (
    FormerName,
    NoParent,
    NoSuccessor,
    Office,
    OfficeEnded,
    OfficeId,
    OfficeNotFound,
    OfficeTaken,
    UnknownKind,
)
from services.membership.offices.forms import TypedClosing, TypedOffice
from services.membership.offices.usecases import GivenFacts, OfficeDirectory
from services.membership.posts.domain import Holding, Post, PostId
from shared.events import Event
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.web.forms import Unfit
from tests.identity import MANAGER, SECRETARY
from tests.membership.county import office

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
TODAY = NOON.date()
DAY = timedelta(days=1)


@dataclass
class Kept:
    """Offices and kinds in memory, with what was told and which posts were ended."""

    offices: dict[str, Office] = field(default_factory=dict)
    kinds: dict[str, OfficeKind] = field(default_factory=dict)
    told: list[Event] = field(default_factory=list)
    ended: list[tuple[str, date]] = field(default_factory=list)


@dataclass
class OfficesInMemory:
    kept: Kept

    async def get(self, office_id: OfficeId) -> Office:
        if office_id not in self.kept.offices:
            raise OfficeNotFound
        return deepcopy(self.kept.offices[office_id])

    async def hold(self, office_id: OfficeId) -> None:
        """Nobody else is here."""

    async def save(self, office: Office, *events: Event) -> None:
        office.version += 1
        self.kept.offices[office.id] = deepcopy(office)
        self.kept.told += events

    async def how_many(self, kind_id: str) -> int:
        return sum(each.facts.kind == kind_id for each in self.kept.offices.values())

    async def by_kind(self) -> Mapping[str, int]:
        return {each.facts.kind: 1 for each in self.kept.offices.values()}

    async def take_over(self, kind: OfficeKind) -> None:
        for each in list(self.kept.offices.values()):
            event = each.take_kind(name=kind.name, order=kind.order)
            await self.save(each, *([event] if event else []))


@dataclass
class KindsInMemory:
    kept: Kept

    async def find(self, kind_id: KindId) -> OfficeKind | None:
        return deepcopy(self.kept.kinds.get(kind_id))

    async def all(self) -> list[OfficeKind]:
        return sorted(deepcopy(list(self.kept.kinds.values())), key=lambda kind: kind.order)

    async def hold(self, kind_id: KindId) -> None:
        """Nobody else is here."""

    async def save(self, kind: OfficeKind, *events: Event) -> None:
        kind.version += 1
        self.kept.kinds[kind.id] = deepcopy(kind)
        self.kept.told += events

    async def remove(self, kind_id: KindId) -> None:
        del self.kept.kinds[kind_id]


@dataclass
class PostsInMemory:
    kept: Kept

    async def end(self, office_id: str, *, last_day: date) -> None:
        self.kept.ended.append((office_id, last_day))

    async def go_on(self, office_id: str, *, after: date) -> None:
        self.kept.ended.remove((office_id, after))


@asynccontextmanager
async def no_transaction() -> AsyncIterator[None]:
    yield


@pytest.fixture
def kept() -> Kept:
    kind = OfficeKind(KindId("office"), "اداره‌ها", 4, version=1)
    bank = OfficeKind(KindId("bank"), "بانک‌ها", 11, executive=False, version=1)
    return Kept(kinds={"office": kind, "bank": bank})


@pytest.fixture
def directory(kept: Kept) -> OfficeDirectory:
    return OfficeDirectory(
        OfficesInMemory(kept), KindsInMemory(kept), PostsInMemory(kept), no_transaction, lambda: NOON
    )


@pytest.fixture
def kinds(kept: Kept) -> KindDirectory:
    return KindDirectory(KindsInMemory(kept), OfficesInMemory(kept), no_transaction)


def said(name: str = "اداره گاز", kind: str = "office", **others: object) -> GivenFacts:
    return GivenFacts(name=name, kind=kind, others=others)


async def test_a_new_office_gets_the_usual_of_its_kind(directory: OfficeDirectory, kept: Kept) -> None:
    bank = await directory.enter("melli", said("بانك ملي", "bank"), by=SECRETARY)

    facts = bank.facts
    assert (facts.name, facts.short_name, facts.kind_name, facts.kind_order) == ("بانک ملی", "بانک ملی", "بانک‌ها", 11)
    assert (facts.executive, facts.active_from, facts.phone) == (False, TODAY, "")
    assert [event.type for event in kept.told] == ["office.registered.v1"]


async def test_the_same_again_changes_nothing_on_any_later_day_and_another_body_is_refused(
    directory: OfficeDirectory, kept: Kept
) -> None:
    await directory.enter("gas", said(phones=["۱", "۲"]), by=SECRETARY)

    await directory.enter("gas", said(phones=["۱", "۲"]), by=SECRETARY)
    await directory.enter("gas", said(), by=SECRETARY)

    assert len(kept.told) == 1
    for other in (said("اداره گاز شهرستان"), said(kind="bank"), said(phones=["۳"]), said(executive=False)):
        with pytest.raises(OfficeTaken):
            await directory.enter("gas", other, by=SECRETARY)
    with pytest.raises(NotAllowed):
        await directory.enter("oil", said(), by=MANAGER)


async def test_an_unknown_kind_is_told_what_there_is(directory: OfficeDirectory, kept: Kept) -> None:
    with pytest.raises(UnknownKind, match=r"اداره‌ها \(office\)، بانک‌ها \(bank\)"):
        await directory.enter("gas", said(kind="school"), by=SECRETARY)
    kept.kinds.clear()
    with pytest.raises(UnknownKind, match="ابتدا نوع"):
        await directory.enter("gas", said(), by=SECRETARY)


async def test_a_former_name_is_kept_with_its_day_and_told(directory: OfficeDirectory, kept: Kept) -> None:
    await directory.enter("gas", said(), by=SECRETARY)

    renamed = await directory.change("gas", said("شرکت گاز"), by=SECRETARY)
    await directory.change("gas", said("شرکت گاز", address="میدان انار"), by=SECRETARY)

    assert renamed.former_names == (FormerName("اداره گاز", TODAY),)
    assert renamed.facts.short_name == "شرکت گاز"
    assert kept.offices["gas"].names == ["شرکت گاز", "اداره گاز"]
    assert [getattr(event, "former_names", None) for event in kept.told] == [None, ("اداره گاز",), ("اداره گاز",)]


async def test_what_is_not_said_stays(directory: OfficeDirectory) -> None:
    first = said(phones=["۱"], aliases=["گاز"], hall_capacity=80, executive=False, active_from=date(2020, 1, 1))
    await directory.enter("gas", first, by=SECRETARY)

    facts = (await directory.change("gas", said("شرکت گاز", "bank"), by=SECRETARY)).facts

    assert (facts.phones, facts.aliases, facts.hall_capacity, facts.executive) == (("۱",), ("گاز",), 80, False)
    assert (facts.active_from, facts.kind_name) == (date(2020, 1, 1), "بانک‌ها")
    assert (await directory.change("gas", said("شرکت گاز", phone="۹"), by=SECRETARY)).facts.phones == ("۹",)


async def test_who_saw_an_older_version_is_refused(directory: OfficeDirectory) -> None:
    seen = (await directory.enter("gas", said(), by=SECRETARY)).version
    await directory.change("gas", said(address="یک"), version=seen, by=SECRETARY)

    with pytest.raises(Stale):
        await directory.change("gas", said(address="دو"), version=seen, by=SECRETARY)


async def test_closing_ends_the_posts_with_it_and_is_told_once(directory: OfficeDirectory, kept: Kept) -> None:
    await directory.enter("gas", said(), by=SECRETARY)
    await directory.enter("oil", said("نفت"), by=SECRETARY)

    for _ in range(2):
        await directory.close("gas", on=TODAY, successor_id="oil", by=SECRETARY)

    assert kept.ended == [("gas", TODAY)]
    assert [event.type for event in kept.told][2:] == ["office.closed.v1"]
    with pytest.raises(OfficeEnded, match="بازگشایی"):
        await directory.close("gas", on=TODAY + DAY, successor_id="oil", by=SECRETARY)
    with pytest.raises(OfficeEnded):
        await directory.change("gas", said("نام دیگر"), by=SECRETARY)


async def test_an_office_that_closes_later_works_until_then(directory: OfficeDirectory, kept: Kept) -> None:
    await directory.enter("gas", said(), by=SECRETARY)
    closed = await directory.close("gas", on=TODAY + 9 * DAY, by=SECRETARY)

    assert [closed.is_closed_on(TODAY + days * DAY) for days in (0, 8, 9)] == [False, False, True]
    assert (await directory.change("gas", said(address="تازه"), by=SECRETARY)).facts.address == "تازه"
    with pytest.raises(OfficeEnded):
        await directory.change("gas", said(active_from=TODAY + 10 * DAY), by=SECRETARY)
    await directory.reopen("gas", by=SECRETARY)
    await directory.reopen("gas", by=SECRETARY)
    assert [event.type for event in kept.told].count("office.reopened.v1") == 1
    assert kept.offices["gas"].closed_on is None


async def test_an_office_closes_after_it_began_and_into_one_that_works(directory: OfficeDirectory) -> None:
    await directory.enter("gas", said(), by=SECRETARY)
    await directory.enter("late", said("تازه", active_from=TODAY + 5 * DAY), by=SECRETARY)

    with pytest.raises(OfficeEnded, match="آغاز کار"):
        await directory.close("gas", on=TODAY - DAY, by=SECRETARY)
    for successor, why in (("gas", "خودش"), ("none", "ثبت نشده"), ("late", "باز نیست")):
        with pytest.raises(NoSuccessor, match=why):
            await directory.close("gas", on=TODAY, successor_id=successor, by=SECRETARY)
    await directory.close("gas", on=TODAY + 5 * DAY, successor_id="late", by=SECRETARY)


async def test_successors_form_no_circle_along_whatever_chain(directory: OfficeDirectory) -> None:
    for key in ("a", "b", "c"):
        await directory.enter(f"{key}{key}", said(f"اداره {key}"), by=SECRETARY)
    await directory.close("aa", on=TODAY + 30 * DAY, successor_id="bb", by=SECRETARY)
    await directory.close("bb", on=TODAY + 20 * DAY, successor_id="cc", by=SECRETARY)

    with pytest.raises(NoSuccessor, match="به همین دستگاه می‌رسد"):
        await directory.close("cc", on=TODAY + 10 * DAY, successor_id="aa", by=SECRETARY)
    await directory.close("cc", on=TODAY + 10 * DAY, by=SECRETARY)


async def test_an_office_stands_under_another_but_never_under_itself(directory: OfficeDirectory) -> None:
    await directory.enter("gas", said(), by=SECRETARY)
    await directory.enter("branch", said("شعبه", parent_id="gas"), by=SECRETARY)

    for office_id, parent in (("gas", "gas"), ("gas", "branch"), ("branch", "none")):
        with pytest.raises(NoParent):
            await directory.change(office_id, said(parent_id=parent), by=SECRETARY)


async def test_a_renamed_kind_renames_the_heading_of_its_offices(
    directory: OfficeDirectory, kinds: KindDirectory, kept: Kept
) -> None:
    await directory.enter("gas", said(), by=SECRETARY)
    await directory.close("gas", on=TODAY, by=SECRETARY)

    await kinds.change("office", KindFacts(name="اداره‌هاي شهرستان", order=2), by=SECRETARY)
    await kinds.change("office", KindFacts(name="اداره‌های شهرستان", order=2), by=SECRETARY)
    await kinds.change("office", KindFacts(name="اداره‌های شهرستان", executive=False), by=SECRETARY)

    facts = kept.offices["gas"].facts
    assert (facts.kind_name, facts.kind_order, facts.executive) == ("اداره‌های شهرستان", 2, True)
    assert [event.type for event in kept.told].count("office.updated.v1") == 1


async def test_kinds_are_kept_apart(directory: OfficeDirectory, kinds: KindDirectory, kept: Kept) -> None:
    await directory.enter("gas", said(), by=SECRETARY)
    school = KindFacts(name="مدرسه‌ها")

    added = await kinds.add("school", school, by=SECRETARY)
    assert (await kinds.add("school", school, by=SECRETARY)).version == added.version
    assert added.order == 12
    for key, facts in (("school", KindFacts(name="آموزشگاه")), ("pupils", KindFacts(name="مدرسه ها"))):
        if key == "pupils":
            await kinds.add(key, facts, by=SECRETARY)
            continue
        with pytest.raises(KindTaken):
            await kinds.add(key, facts, by=SECRETARY)
    with pytest.raises(KindTaken):
        await kinds.add("other", KindFacts(name="مدرسه‌ها"), by=SECRETARY)
    with pytest.raises(KindInUse, match="۱ دستگاه"):
        await kinds.remove("office", by=SECRETARY)
    await kinds.remove("school", by=SECRETARY)
    assert "school" not in kept.kinds
    with pytest.raises(NotAllowed):
        await kinds.add("own", school, by=MANAGER)


def test_a_post_ceases_with_its_office() -> None:
    post = Post(PostId("office/gas:pr_manager"), "pr_manager", office_id="gas", holder=Holding("a", TODAY - 9 * DAY))
    post.planned = (Holding("b", TODAY + 5 * DAY),)
    later = deepcopy(post)

    (change,) = post.cease(last_day=TODAY - DAY, today=TODAY)
    assert change.on == TODAY
    assert list(post.holdings) == list(post.past)
    assert post.past[-1].until == TODAY - DAY

    assert later.cease(last_day=TODAY + 7 * DAY, today=TODAY) == []
    assert later.holder
    assert later.holder.until == TODAY + 7 * DAY or later.planned[0].until == TODAY + 7 * DAY

    backdated = Post(PostId("office/gas:pr_manager"), "pr_manager", office_id="gas", holder=Holding("a", TODAY))
    backdated.cease(last_day=TODAY - 5 * DAY, today=TODAY)
    assert backdated.holder == Holding("a", TODAY, until=TODAY)


def typed(**fields: str) -> TypedOffice:
    return TypedOffice(**({"id": "gas", "name": "اداره گاز", "kind": "office"} | fields))


def test_what_people_type_is_read_in_any_spelling() -> None:
    key, given = typed(
        name="ادارۀ گاز \u200f كشور",
        phones=" ۰۵۹-۱\r\n\r\n٠٥٩-٢ \n",
        aliases="گاز\nشرکت گاز",
        hall_capacity="۱۲۰",
        website="Gas.example.ir",
        email="<INFO@gas.example>",
        active_from="\u200f۱۴۰۵/۹/۱\u200e",
    ).read_new()

    assert (key, given.name) == ("gas", "ادارۀ گاز کشور")
    assert given.others["phones"] == ["۰۵۹-۱", "٠٥٩-٢"]
    assert given.others["active_from"] == TODAY
    assert (given.others["hall_capacity"], given.others["aliases"]) == (120, ["گاز", "شرکت گاز"])
    assert (given.others["website"], given.others["email"]) == ("https://Gas.example.ir", "info@gas.example")
    assert given.others["short_name"] == "ادارۀ گاز کشور"


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"name": " \u200c \u200f"}, "name", "نباید خالی باشد"),
        ({"name": ""}, "name", "نام دستگاه را وارد کنید"),
        ({"name": "ا" * 200}, "name", "حداکثر ۱۵۰ نویسه"),
        ({"kind": ""}, "kind", "نوع دستگاه را انتخاب کنید"),
        ({"id": "اداره"}, "id", "حرف کوچک لاتین"),
        ({"id": "new"}, "id", "حرف کوچک لاتین"),
        ({"id": "a"}, "id", "حرف کوچک لاتین"),
        ({"phones": "ندارد"}, "phones", "رقم"),
        ({"phones": "\n".join("12345678901")}, "phones", "حداکثر ۱۰ مورد"),
        ({"website": "javascript:alert(1)"}, "website", "نشانی وب"),
        ({"website": "سلام"}, "website", "نشانی وب"),
        ({"email": "نه"}, "email", "ایمیل"),
        ({"hall_capacity": "-3"}, "hall_capacity", "حداقل"),
        ({"hall_capacity": "زیاد"}, "hall_capacity", "عدد"),
        ({"size_class": "Z"}, "size_class", "مجاز"),
        ({"active_from": "۱۴۰۵/۱۳/۱"}, "active_from", "ماه ۱۳"),
    ],
)
def test_each_wrong_field_has_its_sentence(fields: dict[str, str], field: str, said: str) -> None:
    with pytest.raises(Unfit) as unfit:
        typed(**fields).read_new()

    assert said in unfit.value.errors[field]


def test_a_name_of_one_word_and_one_with_half_spaces_are_names() -> None:
    for name in ("بهزیستی", "آتش‌نشانی و ایمنی"):
        assert typed(name=name).read_new()[1].name == name


def test_a_form_shows_an_office_and_reads_it_back_unchanged() -> None:
    facts = office("gas", "اداره گاز", phones=("۱", "۲"), aliases=("گاز",), hall_capacity=9, can_host=True)
    shown = TypedOffice.of(Office(OfficeId("gas"), facts, version=3))

    kind = OfficeKind(KindId("office"), "اداره‌ها", 4)
    assert shown.read().of_known(facts, kind) == facts.model_copy(update={"phone": "۱"})
    assert shown.seen == 3
    assert TypedOffice(version="x").seen is None


def test_a_closing_needs_its_day() -> None:
    assert TypedClosing(on="۱۴۰۵/۹/۱").read() == (TODAY, None)
    with pytest.raises(Unfit):
        TypedClosing(on="").read()


def test_a_program_may_send_back_what_it_read() -> None:
    sent = {"id": "gas", "name": "گاز", "kind": "office", "kind_name": "x", "closed_on": None, "has_pr_manager": True}
    assert ChangedOffice.model_validate(sent | {"version": 3}).given() == said("گاز")
    assert NewOffice.model_validate(sent).given() == said("گاز")
