"""Batches on the desk of whoever asked for them: those that run, and those that were stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.batches.domain import Deed
from services.membership.batches.queries import BatchQueries, Seen
from shared.language.shown import ago, grouped
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When


@dataclass(frozen=True, slots=True)
class WaitingBatches:
    """Makes the entries of one person."""

    batches: BatchQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """The batches of this person that are not finished."""
        return [_entry(each, now) for each in await self.batches.unfinished(viewer)]


def _entry(seen: Seen, now: datetime) -> Entry:
    batch, counts = seen.batch, seen.counts
    title = _("امضای گروهی حکم‌ها") if batch.deed is Deed.SIGN else _("پیش‌نویس گروهی حکم‌ها")
    href, since = f"/membership/batches/{batch.id}", ago(batch.at, now)
    if batch.is_running:
        told = _("%(taken)s از %(total)s", taken=grouped(counts.taken), total=grouped(counts.total))
        return Entry(When.OTHERS, "hourglass", title, told, href, state="در حال انجام")
    told = _("متوقف شد؛ %(left)s مورد مانده است · %(since)s", left=grouped(counts.waiting), since=since)
    return Entry(When.WHENEVER, "alert-triangle", title, told, href, "ادامه", tone="warn")
