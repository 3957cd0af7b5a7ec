"""The page of all offices' reports, for those who may read all of them."""

from typing import Any

from fastapi import Response

from services.reporting.reports.matrix_queries import Column, Matrix
from shared.language.shown import digits, is_persian, percent, period_name
from shared.language.speech import gettext as _
from shared.web.shell.page import Page

_WORDS = {"on_time": "به‌موقع", "late": "با تأخیر", "nil": "بدون فعالیت", "missing": "نرسیده", "open": "در مهلت"}

REPORT_STATES = {
    "on_time": ("به‌موقع", "check"),
    "late": ("با تأخیر", "clock"),
    "review": ("در بررسی", "eye"),
    "returned": ("برگشته", "arrow-forward-up"),
    "missing": ("نرسیده", "x"),
    "nil": ("«فعالیتی نبود»", "minus"),
    "open": ("مهلت باز است", "dots"),
    "none": ("انتظار نمی‌رفت", "point"),
}
"""What became of a report, for the table of all offices: the word and the drawing."""


def show_matrix(page: Page, matrix: Matrix, group: str) -> Response:
    """Show the matrix and its figures; with `group`, only the rows of offices of that kind."""
    return page.show("reporting/matrix.html", **shown(matrix, group))


def shown(matrix: Matrix, group: str) -> dict[str, Any]:
    """Return what the template shows."""
    return {
        "matrix": matrix,
        "report_states": REPORT_STATES,
        "figures": _figures(matrix),
        "groups": list(dict.fromkeys(row.group for row in matrix.rows if row.group)),
        "group": group,
        "rows": [
            {
                "name": row.name,
                "href": row.href,
                "cells": row.cells,
                "share": "–" if row.on_time_of_100 is None else percent(row.on_time_of_100),
            }
            for row in matrix.rows
            if group in ("", row.group)
        ],
        "months": [{"name": period_name(column.period.period).rpartition(" ")[0]} for column in matrix.columns],
        "summaries": [(column, _counted_sentence(column)) for column in reversed(matrix.columns)],
    }


def _counted_sentence(column: Column) -> str:
    """The counts of a period in words: «۱۷ به‌موقع، ۳ با تأخیر، ۲ بدون فعالیت، ۲ نرسیده»."""
    said = [f"{digits(column.counts[state])} {_(word)}" for state, word in _WORDS.items() if column.counts.get(state)]
    return ("، " if is_persian() else ", ").join(said) or _("گزارشی انتظار نمی‌رفت")


def _figures(matrix: Matrix) -> list[dict[str, str | None]]:
    if not matrix.columns:
        return []
    newest = matrix.columns[-1]
    name = period_name(newest.period.period)
    shares = [row.on_time_of_100 for row in matrix.rows if row.on_time_of_100 is not None]
    figures: list[tuple[str, str]] = [
        (
            digits(newest.handed_in),
            _("گزارش %(period)s رسیده، از %(expected)s", period=name, expected=digits(newest.expected)),
        ),
        (digits(newest.counts.get("open", 0)), _("گزارش %(period)s هنوز در مهلت", period=name)),
        (
            digits(sum(column.counts.get("missing", 0) for column in matrix.columns)),
            _("گزارش نرسیده در این ماه‌ها"),
        ),
        (percent(round(sum(shares) / len(shares))) if shares else "–", _("به‌موقع، میانگین دستگاه‌ها")),
    ]
    return [{"value": value, "label": label, "href": None} for value, label in figures]
