"""What waits at somebody's desk: notices that are unread, and for those who read the ledger what did not arrive."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Response

from services.notifier.deliveries.access import READ_LEDGER
from services.notifier.deliveries.api import Ledger
from services.notifier.deliveries.queries import DeliveryQueries
from services.notifier.desk.access import SEE_DESK_PART
from services.notifier.desk_notices.access import READ_DESK_NOTICES
from services.notifier.desk_notices.api import Notices
from services.notifier.desk_notices.pages import HERE
from services.notifier.desk_notices.queries import DeskNoticeQueries
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.operations.overview import Overview
from shared.operations.parked_entries import ParkedEvents
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When, section_page
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage

router = page_router("/notifier")

_SHOWN = 3


@router.get("/desk-part")
async def desk_part(
    page: OnPage,
    viewer: Annotated[Viewer, may(SEE_DESK_PART)],
    notices: Notices,
    ledger: Ledger,
    overview: Annotated[Overview, part(Overview)],
) -> Response:
    unread = await _unread(notices, viewer, page.now)
    parked = await ParkedEvents("notifier", overview).entries(viewer, page.now)
    return section_page(page, [*unread, *await _not_delivered(ledger, viewer), *parked])


async def _unread(notices: DeskNoticeQueries, viewer: Viewer, now: datetime) -> Sequence[Entry]:
    if not READ_DESK_NOTICES.allows(viewer, f"person/{viewer.person_id}"):
        return []
    found = await notices.unread(viewer.person_id, limit=_SHOWN)
    entries = [
        Entry(
            When.THIS_WEEK,
            "bell",
            notice.title,
            _("اعلان · %(ago)s", ago=ago(notice.at, now)),
            f"{HERE}/{notice.id}",
            "دیدن",
        )
        for notice in found
    ]
    more = await notices.unread_number(viewer.person_id) - len(found)
    if more > 0:
        title = _("%(number)s اعلان دیگر را نخوانده‌اید", number=digits(more))
        entries.append(Entry(When.THIS_WEEK, "bell", title, _("همه در اعلان‌هاست."), HERE, "اعلان‌ها", stands_for=more))
    return entries


async def _not_delivered(ledger: DeliveryQueries, viewer: Viewer) -> Sequence[Entry]:
    number = await ledger.not_delivered() if READ_LEDGER.is_open_on_any(viewer) else 0
    if not number:
        return []
    title = _("%(number)s پیام از دیروز تاکنون نرسیده است", number=digits(number))
    text = _("گیرنده نپذیرفته است، یا رسیدن آن معلوم نیست.")
    return [Entry(When.THIS_WEEK, "send", title, text, "/notifier/deliveries", "دیدن پیام‌ها", tone="warn")]
