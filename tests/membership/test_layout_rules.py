"""The rules of layouts, without a server and without a press."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.membership.layouts import domain
from services.membership.layouts.domain import (
    KINDS,
    SHIPPED,
    Choice,
    Design,
    Layout,
    LayoutFixed,
    LayoutNotFound,
    State,
    field_of,
    lines_around,
    newer_shipped,
    shipped_template,
)
from services.membership.layouts.samples_domain import SAMPLES, sample
from services.membership.layouts.usecases import Proofreader, Typographer
from services.membership.typesetting.domain import Paper, Template, TemplateFault, TooSlow, Unprintable
from services.membership.typesetting.shipped_source import VERSIONS
from shared.runtime.access import NotAllowed
from shared.runtime.county import County
from shared.runtime.stale import Stale
from tests.identity import GOVERNOR, MANAGER, SECRETARY

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
DESIGN = Design("#subject()", letterhead=("وزارت کشور", "فرمانداری"), salutation="به نام خدا")
BROKEN = Design("#broken")


@dataclass
class Bench:
    """Layouts in memory, and a press that refuses every source with `broken` in it."""

    kept: dict[str, Layout] = field(default_factory=dict)
    chosen: dict[str, Choice] = field(default_factory=dict)
    printed: list[tuple[Template, Mapping[str, Any]]] = field(default_factory=list)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield

    async def get(self, kind: str, edition: int) -> Layout:
        if f"{kind}/{edition}" not in self.kept:
            raise LayoutNotFound
        return deepcopy(self.kept[f"{kind}/{edition}"])

    async def latest(self, kind: str) -> int:
        return max((each.edition for each in self.kept.values() if each.kind == kind), default=0)

    async def save(self, layout: Layout) -> None:
        self.kept[layout.id] = replace(layout, version=layout.version + 1)

    async def remove(self, layout: Layout) -> None:
        del self.kept[layout.id]

    async def choice(self, kind: str) -> Choice:
        return deepcopy(self.chosen.get(kind, Choice(id=kind)))

    async def choose(self, choice: Choice) -> None:
        self.chosen[choice.id] = replace(choice, version=choice.version + 1)

    async def render(self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper) -> bytes:
        del at, paper
        if "broken" in template.source:
            raise TemplateFault(1, "unknown variable: broken")
        self.printed.append((template, data))
        return b"%PDF-"

    async def draw(
        self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper, most: int
    ) -> Sequence[bytes]:
        return [await self.render(template, data, at=at, paper=paper)][:most]

    @property
    def typographer(self) -> Typographer:
        proofs = Proofreader(self, County("بهاردشت", province="بهارستان"), lambda: NOON)
        return Typographer(self, proofs, self.transaction, lambda: NOON)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_a_draft_is_written_changed_and_put_into_force(bench: Bench) -> None:
    typographer = bench.typographer
    first = await typographer.draft("decree", DESIGN, note="سربرگ تازه", by=SECRETARY)
    assert (first.edition, first.state(await bench.choice("decree"))) == (1, State.DRAFT)

    changed = replace(DESIGN, paper="a5")
    await typographer.rewrite("decree", 1, changed, seen=1, by=SECRETARY)
    choice = await typographer.put_into_force("decree", 1, seen=2, instead_of=0, by=SECRETARY)

    kept = bench.kept["decree/1"]
    assert (choice.edition, kept.state(choice), kept.in_force_since) == (1, State.IN_FORCE, NOON)
    assert kept.template == Template("decree", 1, "#subject()", "a5", ("وزارت کشور", "فرمانداری"), "به نام خدا")


async def test_what_was_in_force_never_changes_and_comes_back_as_it_was(bench: Bench) -> None:
    typographer = bench.typographer
    for number in (1, 2):
        await typographer.draft("decree", replace(DESIGN, source=f"#subject() {number}"), by=SECRETARY)
        await typographer.put_into_force("decree", number, by=SECRETARY)
    before = bench.kept["decree/1"]
    assert before.state(await bench.choice("decree")) is State.RETIRED

    for forbidden in (
        typographer.rewrite("decree", 1, DESIGN, by=SECRETARY),
        typographer.remove("decree", 1, by=SECRETARY),
    ):
        with pytest.raises(LayoutFixed):
            await forbidden
    await typographer.put_into_force("decree", 1, by=SECRETARY)

    assert bench.kept["decree/1"] == before
    assert before.state(await bench.choice("decree")) is State.IN_FORCE


async def test_the_shipped_template_can_always_be_returned_to(bench: Bench) -> None:
    await bench.typographer.draft("decree", DESIGN, by=SECRETARY)
    await bench.typographer.put_into_force("decree", 1, by=SECRETARY)

    choice = await bench.typographer.put_into_force("decree", SHIPPED, instead_of=1, by=SECRETARY)

    assert choice.edition == SHIPPED
    assert bench.kept["decree/1"].state(choice) is State.RETIRED
    assert (shipped_template("decree").name, shipped_template("decree").version) == ("decree-shipped", 1)


async def test_what_cannot_be_printed_is_not_kept(bench: Bench) -> None:
    typographer = bench.typographer
    with pytest.raises(TemplateFault):
        await typographer.draft("decree", BROKEN, by=SECRETARY)
    await typographer.draft("decree", DESIGN, by=SECRETARY)
    with pytest.raises(TemplateFault):
        await typographer.rewrite("decree", 1, BROKEN, by=SECRETARY)

    assert [each.design for each in bench.kept.values()] == [DESIGN]
    # It may have been printable with what an earlier release shipped beside it.
    bench.kept["decree/1"].design = BROKEN
    with pytest.raises(TemplateFault):
        await typographer.put_into_force("decree", 1, by=SECRETARY)
    assert (await bench.choice("decree")).edition == SHIPPED


async def test_every_sample_is_tried(bench: Bench) -> None:
    await bench.typographer.draft("decree", DESIGN, by=SECRETARY)

    assert [data["subject"] for _, data in bench.printed] == [each.subject for each in SAMPLES["decree"].values()]
    assert {template.salutation for template, _ in bench.printed} == {"به نام خدا"}


async def test_the_second_of_two_is_told(bench: Bench) -> None:
    typographer = bench.typographer
    for _ in range(2):
        await typographer.draft("decree", DESIGN, by=SECRETARY)
    await typographer.rewrite("decree", 1, replace(DESIGN, paper="a5"), seen=1, by=SECRETARY)

    with pytest.raises(Stale):
        await typographer.rewrite("decree", 1, DESIGN, seen=1, by=SECRETARY)
    with pytest.raises(Stale):
        await typographer.put_into_force("decree", 1, seen=1, by=SECRETARY)
    await typographer.put_into_force("decree", 2, instead_of=0, by=SECRETARY)
    with pytest.raises(Stale):
        await typographer.put_into_force("decree", 1, instead_of=0, by=SECRETARY)
    # The same twice is no quarrel.
    assert (await typographer.put_into_force("decree", 2, instead_of=0, by=SECRETARY)).version == 1


async def test_only_the_secretariat_keeps_layouts(bench: Bench) -> None:
    for by in (GOVERNOR, MANAGER):
        for forbidden in (
            bench.typographer.draft("decree", DESIGN, by=by),
            bench.typographer.rewrite("decree", 1, DESIGN, by=by),
            bench.typographer.put_into_force("decree", SHIPPED, by=by),
            bench.typographer.remove("decree", 1, by=by),
        ):
            with pytest.raises(NotAllowed):
                await forbidden


async def test_there_is_no_layout_of_what_is_no_letter(bench: Bench) -> None:
    for asked in (
        bench.typographer.draft("poem", DESIGN, by=SECRETARY),
        bench.typographer.put_into_force("poem", SHIPPED, by=SECRETARY),
        bench.typographer.put_into_force("decree", 7, by=SECRETARY),
        bench.typographer.remove("decree", 7, by=SECRETARY),
    ):
        with pytest.raises(LayoutNotFound):
            await asked


async def test_a_newer_shipped_template_is_told_of(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = await bench.typographer.draft("decree", DESIGN, by=SECRETARY)
    assert newer_shipped(layout) is None

    monkeypatch.setattr(domain, "VERSIONS", {"decree": 2})

    assert newer_shipped(layout) == 2
    layout.rewrite(DESIGN, note="", by="p-desk", at=NOON)
    assert newer_shipped(layout) is None


def test_the_faulty_line_is_shown_with_those_around_it() -> None:
    source = "\n".join("abcdefg")

    assert [(line.number, line.text) for line in lines_around(source, TemplateFault(1, "x"))] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
    ]
    assert [line.text for line in lines_around(source, TemplateFault(6, "x")) if line.is_faulty] == ["f"]
    assert lines_around("a\r\nb\u2028c", TemplateFault(3, "x"))[-1].text == "c"
    for nowhere in (0, 8):
        assert lines_around(source, TemplateFault(nowhere, "x")) == ()


def test_a_fault_is_shown_beside_what_it_lies_in() -> None:
    design = Design("x", letterhead=("فرمانداری 😀",), salutation="به نام خدا ☎")

    assert field_of(Unprintable("😀"), design) == "letterhead"
    assert field_of(Unprintable("به نام خدا ☎"), design) == "salutation"
    assert field_of(Unprintable("𝄞"), design) == field_of(TooSlow(), design) == "source"
    assert field_of(Unprintable("𝄞"), replace(design, salutation="")) == "source"


def test_every_kind_that_has_layouts_has_a_shipped_template() -> None:
    assert KINDS.keys() <= VERSIONS.keys()


def test_what_a_template_says_counts_before_what_the_letter_says() -> None:
    data = sample("usual", "decree", County("بهاردشت", province="بهارستان")).data()
    assert data["letterhead"] == ["استانداری بهارستان", "فرمانداری شهرستان بهاردشت"]

    assert shipped_template("decree").laid_over(data) == data
    laid = replace(DESIGN, salutation="").template("decree", 1).laid_over(data)
    assert (laid["letterhead"], laid["salutation"]) == (["وزارت کشور", "فرمانداری"], "")
    assert laid["subject"] == data["subject"]
