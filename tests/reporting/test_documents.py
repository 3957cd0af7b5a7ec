"""What comes back from the database is what was kept, and nobody overwrites what they have not seen."""

from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI

from services.reporting.calendar.mongo import MongoCalendarRepository
from services.reporting.calendar.policy_domain import CalendarPolicy
from services.reporting.main import Parts
from services.reporting.periods.mongo import MongoPeriodRepository
from services.reporting.reports.answers_domain import Answer, Answers
from services.reporting.reports.domain import Report, State, Submission
from services.reporting.reports.mongo import MongoReportRepository
from shared.persian.periods import Period
from shared.runtime.stale import Stale
from shared.store.documents import Shape
from shared.store.store import Store
from tests.services import running_service

ABAN = Period.parse("1405-08")
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_every_sort_of_answer_comes_back_as_it_was() -> None:
    """A number typed into a text stays a text, a list of lines stays one, and no answer is not an empty one."""
    values = {
        "A1": Answer("۱۲"),
        "A2": Answer("12"),
        "B1": Answer(5, "سه خبر در نشریه استان بود."),
        "B4": Answer(n_a=True),
        "B5": Answer(0),
        "E1": Answer(("میز خدمت", "12")),
    }
    answers = Answers(values, "توضیحات پایانی")
    report = Report(
        "1405-08",
        "water",
        answers,
        state=State.SUBMITTED,
        submissions=[Submission(1, AT, nil=False, answers=answers, counted={"B1": 2})],
        on_time=True,
        due_at=AT,
        version=3,
    )
    shape = Shape(Report)

    document = shape.document(report)

    assert document["_id"] == "1405-08:water"
    assert document["answers"]["values"]["E1"] == {"value": ["میز خدمت", "12"], "note": "", "n_a": False}
    assert shape.aggregate(document) == report


async def test_who_kept_second_is_told_so_in_every_collection(app: FastAPI, parts: Parts, store: Store) -> None:
    """Also when nobody had kept the thing before: a report and a year are there before they are first kept."""
    calendars = MongoCalendarRepository(store, CalendarPolicy.read(parts.settings.calendar_policy))
    periods, reports = MongoPeriodRepository(store), MongoReportRepository(store)
    async with running_service(app):
        opened = await store.run_again(lambda: parts.periods.open(ABAN))
        assert await periods.find(ABAN) == opened
        for _ in range(2):
            year, other_year = await calendars.year(1404), await calendars.year(1404)
            year.declare(date(2026, 1, 15), "برف")
            await calendars.save(year)
            assert await calendars.year(1404) == year
            with pytest.raises(Stale) as calendar:
                await calendars.save(other_year)

            report, other_report = await reports.get("1405-08", "water"), await reports.get("1405-08", "water")
            await reports.save(report)
            with pytest.raises(Stale) as of_report:
                await reports.save(other_report)

        found = await periods.find(ABAN)
        assert found
        await periods.save(opened)
        with pytest.raises(Stale) as period:
            await periods.save(found)
    assert (calendar.value.of, of_report.value.of, period.value.of) == ("", "report", "")
