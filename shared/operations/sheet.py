"""The audit trail as CSV for a spreadsheet, with a line for each field that changed."""

import json
from collections.abc import AsyncIterator
from typing import Any

from shared.language.speech import gettext as _
from shared.operations.trail import Words
from shared.persian.jalali import TEHRAN, jalali_of
from shared.store.driver import Document
from shared.web.sheets import BYTE_ORDER_MARK, csv_line

_COLUMNS = (
    "ردیف", "روز", "ساعت", "شخص", "نقش‌ها", "نشانی", "کار", "مسیر", "مجموعه", "شناسه", "نوع",
    "شماره پیگیری", "اثر انگشت",
)  # fmt: skip
_CONTENT = ("فیلد", "پیش", "پس")


async def sheet(rows: AsyncIterator[Document], words: Words, *, content: bool) -> AsyncIterator[str]:
    """Yield the CSV in pieces. Without `content` there is one line for each row, and no contents before and after."""
    yield BYTE_ORDER_MARK + csv_line([_(column) for column in (*_COLUMNS, *(_CONTENT if content else ()))])
    async for row in rows:
        cells = _cells(row, words)
        if not content:
            yield csv_line(cells)
            continue
        for change in row["changes"] or [{"field": "", "before": None, "after": None}]:
            yield csv_line([*cells, change["field"], text_of(change["before"]), text_of(change["after"])])


def text_of(value: Any) -> str:
    """Return a value as text; an empty text when there is none."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _cells(row: Document, words: Words) -> list[str]:
    at = row["at"].astimezone(TEHRAN)
    return [
        str(row["_id"]),
        str(jalali_of(at)),
        f"{at:%H:%M:%S}",
        row["person_id"] or "",
        " ".join(row["roles"]),
        row["address"] or "",
        _(words.deed(row["deed"]) or ""),
        row["deed"],
        row["collection"],
        row["key"],
        row["kind"],
        row["correlation_id"] or "",
        row["hash"],
    ]
