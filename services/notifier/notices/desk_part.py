"""What waits on somebody's desk of what was told: to this person, and for operators to all."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Request, Response

from services.notifier.access import READ_LEDGER, READ_OWN_NOTICES, SEE_DESK_PART
from services.notifier.deliveries.api import Ledger
from services.notifier.deliveries.queries import DeliveryQueries
from services.notifier.notices.api import Notices
from services.notifier.notices.pages import HERE
from services.notifier.notices.queries import OwnNoticeQueries
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_part import Entry, When, part_page
from shared.web.routing import page_router
from shared.web.rules import may

router = page_router("/notifier")

_SHOWN = 3


@router.get("/desk-part")
async def desk_part(
    request: Request, viewer: Annotated[Viewer, may(SEE_DESK_PART)], notices: Notices, ledger: Ledger
) -> Response:
    return part_page(request, [*await _unread(notices, viewer), *await _not_delivered(ledger, viewer)])


async def _unread(notices: OwnNoticeQueries, viewer: Viewer) -> Sequence[Entry]:
    if not READ_OWN_NOTICES.allows(viewer, f"person/{viewer.person_id}"):
        return []
    now = notices.store.now()
    found = await notices.unread(viewer.person_id, limit=_SHOWN)
    entries = [
        Entry(
            When.THIS_WEEK,
            "bell",
            notice.title,
            _("آگاهی · %(ago)s", ago=ago(notice.at, now)),
            f"{HERE}/{notice.id}",
            "دیدن",
        )
        for notice in found
    ]
    more = await notices.unread_number(viewer.person_id) - len(found)
    if more > 0:
        title = _("%(number)s آگاهی دیگر را نخوانده‌اید", number=digits(more))
        entries.append(Entry(When.THIS_WEEK, "bell", title, _("همه در آگاهی‌هاست."), HERE, "آگاهی‌ها", stands_for=more))
    return entries


async def _not_delivered(ledger: DeliveryQueries, viewer: Viewer) -> Sequence[Entry]:
    number = await ledger.not_delivered() if READ_LEDGER.is_open_on_any(viewer) else 0
    if not number:
        return []
    title = _("%(number)s پیام از دیروز تاکنون نرسیده است", number=digits(number))
    text = _("گیرنده نپذیرفته است، یا رسیدن آن معلوم نیست.")
    return [Entry(When.THIS_WEEK, "send", title, text, "/notifier/deliveries", "دیدن پیام‌ها", tone="warn")]
