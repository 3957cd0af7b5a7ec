"""Periods and reports over HTTP."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from services.reporting.reports.access import READ_ALL_REPORTS, READ_REPORT, WRITE_REPORT
from services.reporting.reports.answers_domain import MOST_NARRATIVE, WrongAnswers
from services.reporting.reports.domain import Incomplete
from services.reporting.reports.form_domain import Form, Section
from services.reporting.reports.queries import PeriodPage, ReportPage, ReportQueries, ReportView, view
from services.reporting.reports.usecases import ReportDesk
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY, may

router = api_router("reporting")


class Draft(BaseModel):
    """A draft of a report; `version` is the one that was read.

    A value is a number, a text or a list of texts, or `{value, note, n_a}`.
    """

    model_config = ConfigDict(extra="forbid")

    values: Annotated[dict[str, object], Field(max_length=200)] = {}
    narrative: Annotated[str, Field(max_length=MOST_NARRATIVE)] | None = None
    nil: bool = False
    version: int | None = None


class HandIn(BaseModel):
    """A submission; `nil` declares that there was nothing to report."""

    model_config = ConfigDict(extra="forbid")

    nil: bool = False


class FormView(BaseModel):
    """The form of the reports on a period."""

    id: str
    version: int
    name: str
    period: str
    period_kind: str
    sections: tuple[Section, ...]


Desk = Annotated[ReportDesk, part(ReportDesk)]
Queries = Annotated[ReportQueries, part(ReportQueries)]
Reading = Annotated[Viewer, may(READ_REPORT)]
Writing = Annotated[Viewer, may(WRITE_REPORT)]


@router.get("/periods", summary="What is reported on, newest first", dependencies=[EVERYBODY])
async def periods(queries: Queries) -> PeriodPage:
    return await queries.period_page()


@router.get("/periods/{period}/template", summary="What a period's report asks for", dependencies=[EVERYBODY])
async def template(period: str, desk: Desk) -> FormView:
    known = await desk.periods.get(period)
    form: Form = desk.forms.of(known.period.kind)
    return FormView(
        id=form.id,
        version=form.version,
        name=form.name,
        period=known.id,
        period_kind=form.period_kind.value,
        sections=form.sections,
    )


@router.get("/reports", summary="All reports of a period")
async def reports(
    viewer: Annotated[Viewer, may(READ_ALL_REPORTS)],
    queries: Queries,
    period: Annotated[str, Query(max_length=20, description="1405-08")],
) -> ReportPage:
    return await queries.of_period(period, viewer)


@router.get("/reports/{period}/{office_id}", summary="An office's report")
async def report(period: str, office_id: str, viewer: Reading, queries: Queries) -> ReportView:
    return view(await queries.sheet(period, office_id, viewer))


@router.put("/reports/{period}/{office_id}", summary="Keep a draft")
async def fill(period: str, office_id: str, draft: Draft, by: Writing, desk: Desk) -> ReportView:
    try:
        sheet = await desk.fill(
            period,
            office_id,
            draft.values,
            narrative=draft.narrative,
            nil=draft.nil,
            version=draft.version,
            by=by,
        )
    except WrongAnswers as error:
        raise _invalid(error.errors) from error
    return view(sheet)


@router.post("/reports/{period}/{office_id}/submission", summary="Hand a report in")
async def submit(period: str, office_id: str, by: Writing, desk: Desk, how: HandIn | None = None) -> ReportView:
    try:
        return view(await desk.submit(period, office_id, nil=bool(how and how.nil), by=by))
    except Incomplete as error:
        if not error.errors:
            raise
        raise _invalid(error.errors) from error


def _invalid(errors: Mapping[str, str]) -> RequestValidationError:
    """The answer that any request of a wrong form gets, with a sentence for each item."""
    return RequestValidationError(
        [
            {
                "type": "value_error",
                "loc": ("body", code) if code == "narrative" else ("body", "values", code),
                "ctx": {"error": sentence},
            }
            for code, sentence in errors.items()
        ]
    )
