"""Reports in MongoDB."""

from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

from services.reporting.reports.answers import Answer, Answers
from services.reporting.reports.domain import Report, StaleReport, State, Submission, report_id
from shared.events import Event
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.store import Indexes, Store

REPORTS = "reports"
INDEXES: Indexes = {REPORTS: [IndexModel([("period_id", 1)]), IndexModel([("office_id", 1), ("period_id", -1)])]}
AUDITED: Audited = {REPORTS: all_but()}


@dataclass(frozen=True, slots=True)
class MongoReportRepository:
    """Keeps reports, each with every revision that was handed in."""

    store: Store

    async def get(self, period_id: str, office_id: str) -> Report:
        """The report; one that nobody began is there, not started."""
        document = await self.store.get(REPORTS, report_id(period_id, office_id))
        return to_report(document) if document else Report(period_id, office_id)

    async def save(self, report: Report, *events: Event) -> None:
        """Keep the report and queue its events: both, or neither. Raises StaleReport."""
        async with self.store.unit_of_work() as work:
            kept = await work.replace(
                REPORTS,
                {"_id": report.id, "version": report.version},
                _to_document(report),
                insert=report.version == 0,
            )
            if not kept:
                raise StaleReport("این گزارش را همین حالا همکار شما ذخیره کرده است؛ نسخه تازه را ببینید.")
            work.emit(*events)
        report.version += 1


def to_report(document: Document) -> Report:
    """The report of a document."""
    return Report(
        period_id=document["period_id"],
        office_id=document["office_id"],
        answers=_to_answers(document["answers"]),
        nil=document["nil"],
        state=State(document["state"]),
        submissions=[
            Submission(each["revision"], each["at"], each["nil"], _to_answers(each["answers"]), each["counted"])
            for each in document["submissions"]
        ],
        on_time=document["on_time"],
        due_at=document["due_at"],
        version=document["version"],
    )


def _to_document(report: Report) -> Document:
    return {
        "_id": report.id,
        "period_id": report.period_id,
        "office_id": report.office_id,
        "answers": _from_answers(report.answers),
        "nil": report.nil,
        "state": report.state.value,
        "submissions": [
            {
                "revision": each.revision,
                "at": each.at,
                "nil": each.nil,
                "answers": _from_answers(each.answers),
                "counted": dict(each.counted),
            }
            for each in report.submissions
        ],
        "on_time": report.on_time,
        "due_at": report.due_at,
        "version": report.version + 1,
    }


def _to_answers(kept: Document) -> Answers:
    return Answers({code: _to_answer(answer) for code, answer in kept["values"].items()}, kept["narrative"])


def _to_answer(kept: Document) -> Answer:
    value: Any = kept["value"]
    return Answer(tuple(value) if isinstance(value, list) else value, kept["note"], kept["n_a"])


def _from_answers(answers: Answers) -> Document:
    values = {
        code: {
            "value": list(answer.value) if isinstance(answer.value, tuple) else answer.value,
            "note": answer.note,
            "n_a": answer.n_a,
        }
        for code, answer in answers.values.items()
    }
    return {"values": values, "narrative": answers.narrative}
