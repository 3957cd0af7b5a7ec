"""The pages of reports: the list of an office's months, the form for its manager, the report for readers."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Response
from pydantic import BaseModel, ConfigDict, model_validator

from services.reporting.periods.domain import Standing
from services.reporting.reports.access import READ_ALL_REPORTS, WRITE_REPORT
from services.reporting.reports.answers_domain import WrongAnswers
from services.reporting.reports.api import Desk, Queries, Reading, Writing
from services.reporting.reports.domain import Incomplete, NotExpected, WrongTime
from services.reporting.reports.lines_pages import filled_sections, typed_in, values_of
from services.reporting.reports.matrix_pages import show_matrix
from services.reporting.reports.matrix_queries import MatrixQueries
from services.reporting.reports.queries import ReportQueries, is_missing, view
from services.reporting.reports.usecases import ReportDesk, Sheet
from shared.language.shown import period_name
from shared.language.speech import gettext as _
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/reporting")

_MOST_DIGITS = 9

MatrixReads = Annotated[MatrixQueries, part(MatrixQueries)]


class TypedReport(BaseModel):
    """The form of a report: what every report has, and the fields of its items, whose names begin with their codes."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    deed: str = ""
    version: str = ""
    narrative: str = ""

    @model_validator(mode="before")
    @classmethod
    def _last_of_each(cls, sent: Any) -> Any:
        """Take the last of fields that were sent more than once."""
        if not isinstance(sent, Mapping):
            return sent
        return {name: each[-1] if isinstance(each, list) and each else each for name, each in sent.items()}

    @property
    def fields(self) -> Mapping[str, str]:
        """The fields of the items."""
        return self.__pydantic_extra__

    @property
    def version_read(self) -> int | None:
        """The version of the report that the person saw; none when the form does not tell it."""
        is_number = self.version.isascii() and self.version.isdigit()
        return int(self.version[:_MOST_DIGITS]) if is_number else None


@router.get("")
async def overview(
    page: OnPage,
    by: Reading,
    queries: Queries,
    matrix: MatrixReads,
    group: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    if READ_ALL_REPORTS.allows(by):
        return show_matrix(page, await matrix.matrix(page.now), group)
    return page.show("reporting/months.html", groups=await queries.months_of(by))


@router.get("/{period:period}/{office_id}")
async def report(page: OnPage, period: str, office_id: str, by: Reading, queries: Queries) -> Response:
    return await _report_page(page, queries, await queries.sheet(period, office_id, by), by)


@router.post("/{period:period}/{office_id}", dependencies=[Depends(checked_form)])
async def keep(
    page: OnPage,
    period: str,
    office_id: str,
    by: Writing,
    desk: Desk,
    queries: Queries,
    typed: Annotated[TypedReport, Form()],
) -> Response:
    if typed.deed == "nil":
        return await _hand_in(page, desk, queries, period, office_id, by, nil=True)
    sheet = await desk.sheet_of_any(period, office_id)
    values = values_of(sheet.form, typed_in(sheet.form, typed.fields), typed.fields)
    try:
        await desk.fill(period, office_id, values, narrative=typed.narrative, version=typed.version_read, by=by)
    except WrongAnswers as error:
        return await _report_page(page, queries, sheet, by, status=UNFIT_STATUS, errors=error.errors, typed=typed)
    except (Stale, WrongTime, NotExpected) as error:
        return await _report_page(page, queries, sheet, by, refusal=error, typed=typed)
    if typed.deed == "submit":
        return await _hand_in(page, desk, queries, period, office_id, by)
    return page.go(f"/reporting/{period}/{office_id}", said="پیش‌نویس ذخیره شد")


async def _hand_in(
    page: Page,
    desk: ReportDesk,
    queries: ReportQueries,
    period: str,
    office_id: str,
    by: Viewer,
    *,
    nil: bool = False,
) -> Response:
    try:
        sheet = await desk.submit(period, office_id, nil=nil, by=by)
    except Incomplete as error:
        refusal = None if error.errors else error
        sheet = await desk.sheet(period, office_id)
        return await _report_page(
            page, queries, sheet, by, status=page.status_of(error), errors=error.errors, refusal=refusal
        )
    except (WrongTime, NotExpected) as error:
        return await _report_page(page, queries, await desk.sheet_of_any(period, office_id), by, refusal=error)
    when = "به‌موقع" if sheet.report.on_time else "با تأخیر"
    return page.go(
        f"/reporting/{period}/{office_id}",
        said=_("گزارش %(period)s ارسال شد: %(when)s", period=period_name(sheet.period.period), when=_(when)),
    )


async def _report_page(
    page: Page,
    queries: ReportQueries,
    sheet: Sheet,
    by: Viewer,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    refusal: Exception | None = None,
    typed: TypedReport | None = None,
) -> Response:
    """Show the report as it is stored, or as it was typed when that could not be stored."""
    errors = errors or {}
    fields = typed_in(sheet.form, typed.fields) if typed else None
    sections = filled_sections(sheet, await queries.deeds(sheet), typed=fields, errors=errors)
    standing = sheet.period.standing(page.now)
    return page.show(
        "reporting/report.html",
        status=page.status_of(refusal) if refusal else status,
        report=view(sheet),
        period=sheet.period,
        office=sheet.office,
        sections=sections,
        answered=sum(section.answered for section in sections),
        asked=len(sheet.form.items),
        narrative=typed.narrative if typed else sheet.report.answers.narrative,
        errors=errors,
        summary=_summary(sheet, errors),
        trouble=str(refusal) if refusal else "",
        is_typed=typed is not None,
        standing=standing.value,
        time_left=await queries.time_left(sheet),
        is_missing=is_missing(sheet.report, sheet.period, page.now),
        may_write=WRITE_REPORT.allows(by, f"office/{sheet.office.id}")
        and sheet.is_expected
        and standing is not Standing.CLOSED,
    )


def _summary(sheet: Sheet, errors: Mapping[str, str]) -> dict[str, str]:
    """The sentences of the summary: each begins with the name of its item."""
    labels = {item.code: item.label for item in sheet.form.items}
    return {code: f"{labels.get(code) or _('توضیحات پایانی')}: {_(sentence)}" for code, sentence in errors.items()}
