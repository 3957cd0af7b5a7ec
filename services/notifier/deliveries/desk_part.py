"""What waits on somebody's desk of what people are told."""

from typing import Annotated

from fastapi import Request, Response

from services.notifier.access import READ_LEDGER, SEE_DESK_PART
from services.notifier.deliveries.api import Ledger
from shared.persian.digits import persian_digits
from shared.runtime.viewer import Viewer
from shared.web.desk_part import Entry, When, part_page
from shared.web.routing import page_router
from shared.web.rules import may

router = page_router("/notifier")


@router.get("/desk-part")
async def desk_part(request: Request, viewer: Annotated[Viewer, may(SEE_DESK_PART)], ledger: Ledger) -> Response:
    entries = []
    if READ_LEDGER.is_open_on_any(viewer) and (number := await ledger.not_delivered()):
        title = f"{persian_digits(number)} پیام از دیروز تاکنون نرسیده است"
        text = "گیرنده نپذیرفته است، یا رسیدن آن معلوم نیست."
        entries.append(Entry(When.THIS_WEEK, "send", title, text, "/notifier/deliveries", "دیدن پیام‌ها", tone="warn"))
    return part_page(request, entries)
