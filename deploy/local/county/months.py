"""The reports of a past month, and an open month that is due soon."""

from datetime import datetime, timedelta
from functools import partial

from deploy.local.county.facts import Report
from deploy.local.county.scene import Scene
from services.reporting.main import Parts, real_parts
from services.reporting.reports.domain import State
from services.reporting.settings import Settings
from shared.persian.periods import Period
from shared.persian.workdays import DueRule
from shared.runtime.viewer import Viewer

_BEFORE_SUBMISSION = timedelta(minutes=20)


async def fill_months(scene: Scene) -> None:
    """Open both months, hand in what was handed in, begin what was begun."""
    parts = real_parts(Settings(), now=scene.clock)
    store = parts.platform.store
    past, current = scene.county.past_period(scene.today), scene.county.open_period(scene.today)
    with scene.at_noon(past.next.first_day):
        opened = await store.run_again(partial(parts.periods.open, past))
    for report in scene.county.reports.past.reports:
        await _hand_in(scene, parts, past, report, report.submitted_at(opened.due_at))
    with scene.at_noon(current.next.first_day):
        rule = await _due_soon(scene, parts, current)
        await store.run_again(partial(parts.periods.open, current, due=rule))
    with scene.at(scene.now):
        for begun in scene.county.reports.open.begun:
            by = _manager(scene, begun.office_id)
            await store.run_again(partial(parts.desk.fill, str(current), begun.office_id, begun.values, by=by))
    await store.close()


async def _hand_in(scene: Scene, parts: Parts, period: Period, report: Report, at: datetime | None) -> None:
    if at is None:
        return
    desk, store = parts.desk, parts.platform.store
    by = _manager(scene, report.office_id)
    current = await desk.sheet(str(period), report.office_id)
    if current.report.state is State.SUBMITTED:
        return
    is_nil = report.outcome == "nil"
    with scene.at(at - _BEFORE_SUBMISSION):
        if not is_nil:
            await store.run_again(partial(desk.fill, str(period), report.office_id, report.values, by=by))
    with scene.at(at):
        await store.run_again(partial(desk.submit, str(period), report.office_id, nil=is_nil, by=by))


async def _due_soon(scene: Scene, parts: Parts, period: Period) -> DueRule:
    """The rule by which the period is due in as many working days as the story wants, by the service's own calendar."""
    calendar = await parts.periods.calendar_of(period)
    worked = calendar.working_days_left(period.last_day, scene.today)
    return DueRule(worked + scene.county.reports.open.due_in_working_days)


def _manager(scene: Scene, office_id: str) -> Viewer:
    """The office's manager; where the post is vacant, whoever would hold it."""
    person = scene.county.pr_manager_of(office_id)
    name, key = (person.name, person.id) if person else ("جانشین", "vacant")
    return Viewer(key, name, frozenset({"pr_manager"}), frozenset({office_id}))
