"""The first steps of a county: the rules, and the list on the desk of the secretariat."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from httpx import AsyncClient

from services.membership.first_steps.domain import Beginning, Checklist, Seen, Standing, Step, StepNeeded
from services.membership.first_steps.jobs import FirstStepsKeeper
from services.membership.main import FEATURES, Parts, create_membership, real_parts
from services.membership.settings import Settings
from shared.events import Event
from shared.events.news import NewsPublished
from shared.events.reporting import ReportPeriodOpened
from shared.runtime.viewer import Viewer
from shared.web.parts import parts_of
from shared.web.service import handlers_of
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY
from tests.membership.county import SETUP, fill, office
from tests.membership.test_decrees import a_registered_one, draft
from tests.membership.test_pages import post, see
from tests.services import running_service

SAMPLES = Path(__file__).parents[2] / "shared" / "events" / "samples"
ALL_SEEN = Seen(
    governor_can_sign_in=True,
    operator_can_sign_in=True,
    offices=2,
    managed=3,
    members=1,
    mail_arrived=True,
)


def standings(beginning: Beginning, seen: Seen) -> dict[Step, Standing]:
    return {line.step: line.standing for line in Checklist.of(beginning, seen).lines}


def test_in_an_empty_county_everything_is_to_do() -> None:
    found = Checklist.of(Beginning(), Seen())

    assert {line.standing for line in found.lines} == {Standing.TO_DO}
    assert len(found.open) == len(Step)
    assert not found.is_complete


def test_what_is_true_is_done_and_what_others_told_is_remembered() -> None:
    beginning = Beginning(happened=[Step.NEWS, Step.PERIOD, Step.BALE])

    assert set(standings(beginning, ALL_SEEN).values()) == {Standing.DONE}
    assert Checklist.of(beginning, ALL_SEEN).is_complete
    assert standings(Beginning(), ALL_SEEN)[Step.NEWS] is Standing.TO_DO


@pytest.mark.parametrize(
    ("seen", "step", "standing"),
    [
        (Seen(offices=2, managed=0), Step.MANAGERS, Standing.TO_DO),
        (Seen(offices=2, managed=2), Step.MANAGERS, Standing.UNDER_WAY),
        (Seen(offices=2, managed=3), Step.MANAGERS, Standing.DONE),
        (Seen(offices=0, managed=1), Step.MANAGERS, Standing.UNDER_WAY),
        (Seen(drafts=1), Step.HEADQUARTERS, Standing.UNDER_WAY),
        (Seen(drafts=1, members=1), Step.HEADQUARTERS, Standing.DONE),
    ],
)
def test_a_step_may_be_under_way(seen: Seen, step: Step, standing: Standing) -> None:
    assert standings(Beginning(), seen)[step] is standing


def test_what_is_put_aside_counts_as_settled_until_it_is_taken_up_or_done() -> None:
    beginning = Beginning()
    beginning.put_away(Step.BALE)
    beginning.put_away(Step.BALE)
    beginning.put_away(Step.HEADQUARTERS)

    found = standings(beginning, replace(ALL_SEEN, members=0))
    assert (found[Step.BALE], found[Step.HEADQUARTERS]) == (Standing.PUT_ASIDE, Standing.PUT_ASIDE)
    assert standings(beginning, ALL_SEEN)[Step.HEADQUARTERS] is Standing.DONE
    beginning.take_up(Step.BALE)
    assert standings(beginning, ALL_SEEN)[Step.BALE] is Standing.TO_DO


@pytest.mark.parametrize("step", [Step.GOVERNOR, Step.OPERATOR, Step.OFFICES])
def test_what_no_county_does_without_cannot_be_put_aside(step: Step) -> None:
    with pytest.raises(StepNeeded):
        Beginning().put_away(step)


@pytest.fixture
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    """Those of an installed county, without demo data."""
    parts = real_parts(settings.model_copy(update={"demo": False}))
    yield parts
    await parts.platform.store.close()


@pytest.fixture
async def empty(parts: Parts) -> AsyncIterator[AsyncClient]:
    """A county in which nothing has been done."""
    async with running_service(create_membership(parts)) as client:
        yield client


async def test_an_installed_county_has_nothing_of_the_demo(empty: AsyncClient) -> None:
    assert (await empty.get("/demo")).status_code == 404
    assert 'href="/demo"' not in (await see(empty, "/desk", SECRETARY)).text


async def test_an_empty_county_shows_each_step_with_its_page(empty: AsyncClient) -> None:
    text = (await see(empty, "/desk", SECRETARY)).text

    assert '<h2 id="first-steps">راه‌اندازی شهرستان</h2>' in text
    assert "۰ گام از ۹ گام انجام شده است." in text
    for place in ("/membership/imports", "/membership/people", "/reporting", "/n/desk", "/membership/decrees"):
        assert f'href="{place}">رفتن به صفحه<' in text
    assert text.count(">لازم نیست<") == 6
    assert "کاری در انتظار شما نیست" not in text
    assert "گام‌های انجام‌شده" not in text


@pytest.mark.parametrize("viewer", [MANAGER, GOVERNOR, OPERATOR])
async def test_only_the_secretariat_sees_the_steps_and_puts_them_aside(empty: AsyncClient, viewer: Viewer) -> None:
    assert "راه‌اندازی شهرستان" not in (await see(empty, "/desk", viewer)).text
    assert (await post(empty, "/membership/first-steps/bale/aside", viewer)).status_code == 403


async def test_a_county_on_its_way_shows_what_is_left(empty: AsyncClient, parts: Parts) -> None:
    await fill(parts)
    await parts.directory.register(office("parks", "اداره پارک‌ها"), by=SETUP)
    await draft(empty)

    text = (await see(empty, "/desk", SECRETARY)).text

    left, _, settled = text.partition('<details class="first-steps-done">')
    assert "۳ گام از ۹ گام انجام شده است." in left
    assert "۲ از ۴ دستگاه مدیر روابط عمومی دارد." in left
    assert "۱ پیش‌نویس در انتظار امضای فرماندار است." in left
    assert [name in settled for name in ("ورود فرماندار", "ورود راهبر سامانه", "ثبت دستگاه‌ها")] == [True] * 3

    await a_registered_one(empty)
    assert "حکم‌های قرارگاه رسانه‌ای" in (await see(empty, "/desk", SECRETARY)).text.partition("first-steps-done")[2]


async def test_a_step_is_put_aside_and_taken_up_again(empty: AsyncClient) -> None:
    for _ in range(2):
        done = await post(empty, "/membership/first-steps/bale/aside", SECRETARY)
        assert (done.status_code, done.headers["location"]) == (303, "/desk")

    text = (await see(empty, "/desk", SECRETARY)).text
    assert "۱ گام از ۹ گام" in text
    assert 'action="/membership/first-steps/bale/again"' in text

    assert (await post(empty, "/membership/first-steps/bale/again", SECRETARY)).status_code == 303
    assert "۰ گام از ۹ گام" in (await see(empty, "/desk", SECRETARY)).text
    assert (await post(empty, "/membership/first-steps/offices/aside", SECRETARY)).status_code == 409
    assert (await post(empty, "/membership/first-steps/nothing/aside", SECRETARY)).status_code == 422


async def test_two_at_once_put_aside_what_each_wants(empty: AsyncClient) -> None:
    steps = ("bale", "mail", "headquarters", "managers")

    done = await asyncio.gather(*(post(empty, f"/membership/first-steps/{step}/aside", SECRETARY) for step in steps))

    assert {answer.status_code for answer in done} == {303}
    assert "۴ گام از ۹ گام" in (await see(empty, "/desk", SECRETARY)).text


@pytest.mark.parametrize(("told", "step"), [(NewsPublished, "اولین خبر"), (ReportPeriodOpened, "اولین دوره گزارش")])
async def test_other_services_tell_what_happened_for_the_first_time(parts: Parts, told: type[Event], step: str) -> None:
    app = create_membership(parts)
    handler = handlers_of(FEATURES, parts_of(app)).get(told.type)
    assert handler
    event = told.model_validate(json.loads((SAMPLES / f"{told.type}.json").read_text(encoding="utf-8"))["data"])
    async with running_service(app) as client:
        for _ in range(2):
            await parts.platform.store.run_again(partial(handler, event))

        text = (await see(client, "/desk", SECRETARY)).text
    assert "۱ گام از ۹ گام" in text
    assert step in text.partition("first-steps-done")[2]


async def test_when_all_is_done_the_list_is_gone_for_good(parts: Parts, empty: AsyncClient) -> None:
    await fill(parts)
    for step in Step:
        await parts.first_steps.note(step)
    assert "راه‌اندازی شهرستان" not in (await see(empty, "/desk", SECRETARY)).text

    keeper = FirstStepsKeeper(parts.platform.store, parts.first_steps, parts.first_steps_queries)
    assert await keeper.is_over()
    assert await keeper.is_over(), "the second time nothing is read but that it is over"
    found = await parts.first_steps.beginnings.get()
    assert (found.finished_at is not None, found.version) == (True, len(Step) + 1)


async def test_the_demo_county_has_no_first_steps(settings: Settings) -> None:
    parts = real_parts(settings)
    async with running_service(create_membership(parts)) as client:
        assert "راه‌اندازی شهرستان" not in (await see(client, "/desk", SECRETARY)).text
