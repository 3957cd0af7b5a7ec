"""What an operator's desk says of parked events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.language.shown import ago, digits, grouped
from shared.language.speech import gettext as _
from shared.messaging.set_aside import PARKED
from shared.operations.access import decide_set_aside
from shared.operations.overview import Overview
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

PLACES = {
    "membership": ("/membership/set-aside", "عضویت و حکم‌ها"),
    "news": ("/n/set-aside", "خبرها"),
    "reporting": ("/reporting/set-aside", "گزارش‌ها"),
    "notifier": ("/notifier/set-aside", "پیام‌ها"),
}
"""For each service, the address of its page and its name for people."""


@dataclass(frozen=True, slots=True)
class ParkedEvents:
    """Makes the entry of one service."""

    service: str
    overview: Overview

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """Return one entry when events are parked and this person may decide about them."""
        if not decide_set_aside(self.service).is_open_to(viewer):
            return []
        parked = [group for group in (await self.overview.groups()).groups if group.state == PARKED]
        if not parked:
            return []
        href, name = PLACES[self.service]
        title = _("%(number)s دسته رویداد مانده در %(part)s", number=digits(len(parked)), part=_(name))
        events, oldest = sum(group.number for group in parked), min(group.first_at for group in parked)
        text = _("%(number)s رویداد · قدیمی‌ترین: %(ago)s", number=grouped(events), ago=ago(oldest, now))
        return [Entry(When.TODAY, "alert-triangle", title, text, href, "دیدن و تصمیم", tone="warn")]
