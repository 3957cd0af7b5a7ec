"""People on the desk: holders of posts who have no way to sign in yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.people.unentered_queries import UnenteredQueries
from services.membership.posts.access import FILL_OFFICE_POST
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_LIST = "/membership/people?state=invited"


@dataclass(frozen=True, slots=True)
class WaitingPeople:
    """Makes the entry of the secretariat."""

    unentered: UnenteredQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:  # noqa: ARG002 - a port
        """One entry that stands for all holders who never signed in."""
        if not FILL_OFFICE_POST.is_open_to(viewer):
            return []
        people = await self.unentered.holders()
        if not people:
            return []
        title = _("%(number)s صاحب سمت هنوز وارد سامانه نشده است", number=digits(len(people)))
        text = _("از جمله: %(names)s. دعوت‌نامه را دوباره ارسال کنید یا پیوند چاپی بدهید.", names="، ".join(people[:3]))
        return [Entry(When.WHENEVER, "user", title, text, _LIST, "دیدن", stands_for=len(people))]
