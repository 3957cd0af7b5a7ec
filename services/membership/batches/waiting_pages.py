"""On the desk: the way to sign many decrees at once, and the batches that run or were stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.batches.domain import Deed
from services.membership.batches.queries import BatchQueries, Seen
from services.membership.batches.waiting_queries import SigningQueries
from services.membership.decrees.queries import DecreeQueries
from shared.language.shown import ago, grouped
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When


@dataclass(frozen=True, slots=True)
class WaitingBatches:
    """Makes the entries of one person."""

    batches: BatchQueries
    signing: SigningQueries
    decrees: DecreeQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """What this person can sign together, and the batches of this person that are not finished."""
        unfinished = [_entry(each, now) for each in await self.batches.unfinished(viewer)]
        number = await self.signing.how_many(viewer.person_id) if await self.decrees.may_sign(viewer) else 0
        return [_together(number), *unfinished] if number > 1 else unfinished


def _together(number: int) -> Entry:
    title = _("%(number)s نامه در انتظار امضای شماست", number=grouped(number))
    text = _("می‌توانید یکی، چند یا همه را با هم امضا کنید.")
    # Decrees stand on the desk one by one, other letters kind by kind, and are counted there.
    return Entry(When.TODAY, "writing", title, text, "/membership/signatures", "دیدن همه", tone="brand", stands_for=0)


def _entry(seen: Seen, now: datetime) -> Entry:
    batch, counts = seen.batch, seen.counts
    title = _("امضای گروهی نامه‌ها") if batch.deed is Deed.SIGN else _("پیش‌نویس گروهی حکم‌ها")
    href, since = f"/membership/batches/{batch.id}", ago(batch.at, now)
    if batch.is_running:
        told = _("%(taken)s از %(total)s", taken=grouped(counts.taken), total=grouped(counts.total))
        return Entry(When.OTHERS, "hourglass", title, told, href, state="در حال انجام")
    told = _("متوقف شد؛ %(left)s مورد مانده است · %(since)s", left=grouped(counts.waiting), since=since)
    return Entry(When.WHENEVER, "alert-triangle", title, told, href, "ادامه", tone="warn")
