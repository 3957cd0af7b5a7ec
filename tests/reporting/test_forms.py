"""The form is data, and data that contradicts itself is refused at the start."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.reporting.reports.form_domain import Form, Forms
from services.reporting.reports.pages import TypedReport

MONTHLY: dict[str, Any] = json.loads(Path("services/reporting/reports/forms/monthly.json").read_text("utf-8"))


def with_items(*items: dict[str, Any]) -> dict[str, Any]:
    return MONTHLY | {"sections": [{"id": "A", "title": "الف", "items": items}]}


def test_the_default_form_is_the_one_for_months() -> None:
    forms = Forms.read(Path("services/reporting/reports/forms"))

    assert [(rules.kind, rules.due.nth_working_day) for rules in forms.rules] == [("month", 5)]


@pytest.mark.parametrize(
    "items",
    [
        [{"code": "A1", "label": "الف", "type": "text"}, {"code": "A1", "label": "ب", "type": "int"}],
        [{"code": "A1", "label": "الف", "type": "int", "source": "automatic"}],
        [{"code": "A1", "label": "الف", "type": "int", "measure": "published_news"}],
        [{"code": "A1", "label": "الف", "type": "text", "source": "automatic", "measure": "published_news"}],
        [{"code": "a b", "label": "الف", "type": "int"}],
    ],
    ids=["a code twice", "counted by nothing", "counted but declared", "a counted text", "a strange code"],
)
def test_a_form_that_contradicts_itself_is_refused(items: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Form.model_validate(with_items(*items))


def test_two_forms_for_one_kind_of_period_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text(json.dumps(MONTHLY), "utf-8")

    with pytest.raises(ValueError, match="same kind"):
        Forms.read(tmp_path)


def test_of_a_field_that_comes_twice_the_last_one_counts() -> None:
    typed = TypedReport.model_validate({"version": ["1", "3"], "A1": ["۵", "۷"], "narrative": "سخن"})

    assert (typed.version, typed.fields["A1"], typed.narrative) == ("3", "۷", "سخن")
