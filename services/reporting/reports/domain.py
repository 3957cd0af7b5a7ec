"""An office's report on a period: it is begun, filled in, handed in, and perhaps revised."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from services.reporting.activity.domain import Measure
from services.reporting.offices.domain import Office
from services.reporting.periods.domain import ReportingPeriod, Standing
from services.reporting.reports.answers_domain import Answer, Answers, Value
from services.reporting.reports.form_domain import Form, Item
from shared.events.reporting import ReportSubmitted, ReportSubmittedV2
from shared.language.shown import long_date, period_name
from shared.language.speech import gettext as _
from shared.persian.periods import Period
from shared.runtime.stale import Stale

ReportId = NewType("ReportId", str)
"""`1405-08:water`: the period and the office."""


NEEDS_A_REASON = "این عدد با شمارش سامانه یکسان نیست؛ علت را در یک جمله بنویسید."


class State(StrEnum):
    """Where a report stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"


class WrongTime(Exception):
    """The period is not open for this deed; the message is a Persian sentence."""


class NotExpected(Exception):
    """The office is not expected to report on this period."""


class Incomplete(Exception):
    """The report cannot be handed in yet; `errors` has a Persian sentence for each item that lacks something."""

    def __init__(self, sentence: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.errors = dict(errors or {})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about an office's period before it reports."""

    counts: Mapping[Measure, int] = field(default_factory=dict)
    carried_over: Mapping[str, Value] = field(default_factory=dict)
    """The answers of the office's last report that are offered again, by code."""

    def first_answer(self, item: Item) -> Value:
        """The value that an item is prefilled with."""
        return self.counts.get(item.measure, 0) if item.measure else self.carried_over.get(item.code)


@dataclass(frozen=True, slots=True)
class Submission:
    """A report as it was handed in: the answers, and the counts at that time."""

    revision: int
    at: datetime
    nil: bool
    answers: Answers
    counted: Mapping[str, int]


@dataclass(slots=True)
class Report:
    """The report of one office on one period."""

    period_id: str
    office_id: str
    answers: Answers = field(default_factory=Answers)
    nil: bool = False
    """Whether the office declares that there was nothing to report: «فعالیتی برای گزارش نداشتیم»."""
    state: State = State.NOT_STARTED
    submissions: list[Submission] = field(default_factory=list)
    """Every revision that was handed in, oldest first."""
    on_time: bool | None = None
    due_at: datetime | None = None
    """The due date at the time of the first submission. It no longer moves."""
    version: int = 0

    @property
    def id(self) -> ReportId:
        """The period and the office together."""
        return report_id(self.period_id, self.office_id)

    @property
    def revision(self) -> int:
        """How often the report was handed in."""
        return len(self.submissions)

    @property
    def is_handed_in(self) -> bool:
        """Whether the report was ever handed in; it stays so while a revision is written."""
        return bool(self.submissions)

    def due_in(self, period: ReportingPeriod) -> datetime:
        """The instant until which the report is, or was, on time."""
        return self.due_at or period.due_at

    def fill(
        self, answers: Answers, *, nil: bool, form: Form, known: Known, period: ReportingPeriod, now: datetime
    ) -> bool:
        """Write a draft, and say whether that changed anything. The period may still run.

        Raises WrongTime once the period is closed, Incomplete when «nothing to report» comes with something.
        """
        if period.standing(now) is Standing.CLOSED:
            raise WrongTime(
                _("مهلت گزارش %(period)s بسته شده است و دیگر تغییر نمی‌کند.", period=period_name(period.period))
            )
        answers = replace(answers, values=_without_repetition(answers.values, form, known))
        if nil and not answers.is_empty:
            raise Incomplete("گزارشی که چیزی در آن نوشته شده است «بدون فعالیت» نیست؛ یکی از این دو را حذف کنید.")
        if (answers, nil) == (self.answers, self.nil) and self.state is not State.NOT_STARTED:
            return False
        self.answers, self.nil = answers, nil
        self.state = State.IN_PROGRESS
        return True

    def submit(
        self, *, form: Form, known: Known, period: ReportingPeriod, office: Office, now: datetime, url: str
    ) -> ReportSubmittedV2 | None:
        """Hand the report in. The first time decides whether it was on time. None when nothing changed since the last.

        Raises WrongTime before the period opens and after it closed, Incomplete with a sentence for each item.
        """
        if self.state is State.SUBMITTED:
            return None
        match period.standing(now):
            case Standing.UPCOMING:
                opens = long_date(period.opens_at)
                raise WrongTime(
                    _(
                        "گزارش %(period)s از %(opens)s قابل ارسال است؛ تا آن روز پیش‌نویس می‌ماند.",
                        period=period_name(period.period),
                        opens=opens,
                    )
                )
            case Standing.CLOSED:
                raise WrongTime(_("مهلت گزارش %(period)s بسته شده است.", period=period_name(period.period)))
            case Standing.OPEN:
                self._must_be_complete(form, known)
        return self._handed_in(form, known, period, office, now, url)

    def _handed_in(
        self, form: Form, known: Known, period: ReportingPeriod, office: Office, now: datetime, url: str
    ) -> ReportSubmittedV2:
        if not self.is_handed_in:
            self.due_at, self.on_time = period.due_at, now <= period.due_at
        counted = {item.code: known.counts.get(item.measure, 0) for item in form.items if item.measure}
        revision = self.revision + 1
        self.submissions.append(Submission(revision, now, self.nil, self.answers, counted))
        self.state = State.SUBMITTED
        return ReportSubmittedV2(
            report_id=self.id,
            period=self.period_id,
            office_id=self.office_id,
            office_name=office.name,
            revision=revision,
            nil=self.nil,
            on_time=bool(self.on_time),
            submitted_at=now,
            due_at=self.due_in(period),
            totals=_totals(form, self.answers, counted),
            url=url,
        )

    def _must_be_complete(self, form: Form, known: Known) -> None:
        if self.nil:
            return
        if self.answers.is_empty:
            missing = {item.code: "این ردیف لازم است." for item in form.items if item.required}
            raise Incomplete("گزارش خالی ارسال نمی‌شود؛ اگر فعالیتی نداشته‌اید، همین را اعلام کنید.", missing)
        faults = {item.code: fault for item in form.items if (fault := self._fault(item, known))}
        if faults:
            raise Incomplete("پیش از ارسال، این ردیف‌ها را کامل کنید.", faults)

    def _fault(self, item: Item, known: Known) -> str:
        answer = self.answers.values.get(item.code, Answer())
        counted = known.first_answer(item)
        if item.measure and answer.value not in (None, counted) and not answer.note:
            return NEEDS_A_REASON
        if item.required and not item.measure and not answer.says_something:
            return "این ردیف لازم است."
        return ""


def in_first_version(event: ReportSubmittedV2) -> ReportSubmitted:
    """Return the same fact as releases before told it, for listeners that do not know the second version yet."""
    told = event.model_dump() | {"period_name": Period.parse(event.period).name}
    return ReportSubmitted.model_validate(told)


def stale_report() -> Stale:
    """Somebody else changed the report since it was read."""
    return Stale("این گزارش را همین حالا همکار شما ذخیره کرده است؛ نسخه تازه را بررسی کنید.", of="report")


def report_id(period_id: str, office_id: str) -> ReportId:
    """The id of an office's report on a period."""
    return ReportId(f"{period_id}:{office_id}")


def _without_repetition(values: Mapping[str, Answer], form: Form, known: Known) -> dict[str, Answer]:
    """Leave out numbers that repeat the count: they shall change with it until the report is handed in."""
    measured = {item.code: known.first_answer(item) for item in form.items if item.measure}
    return {
        code: answer
        for code, answer in values.items()
        if code not in measured or answer.value not in (None, measured[code])
    }


def _totals(form: Form, answers: Answers, counted: Mapping[str, int]) -> dict[str, int]:
    said = {code: answer.value for code, answer in answers.values.items() if isinstance(answer.value, int)}
    numbers = {**counted, **said}
    return {item.code: numbers[item.code] for item in form.items if item.code in numbers}
