"""Imports on the desk of the secretariat: those that wait to be confirmed or resumed, and those that run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.imports.access import IMPORT
from services.membership.imports.domain import State
from services.membership.imports.queries import ImportQueries, Seen
from shared.language.shown import ago, grouped
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When


@dataclass(frozen=True, slots=True)
class WaitingImports:
    """Makes the entries of one person."""

    imports: ImportQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """The imports that are not finished."""
        if not IMPORT.is_open_to(viewer):
            return []
        return [_entry(each, now) for each in await self.imports.unfinished()]


def _entry(seen: Seen, now: datetime) -> Entry:
    one, progress = seen.one, seen.progress
    title = _("ورود گروهی «%(name)s»", name=one.file_name)
    href, since = f"/membership/imports/{one.id}", ago(one.started_at, now)
    match one.state:
        case State.CHECKED:
            rows = progress.of("created") + progress.of("changed")
            told = _("%(rows)s ردیف آماده ثبت است · %(since)s", rows=grouped(rows), since=since)
            return Entry(When.WHENEVER, "list-check", title, told, href, "بررسی و ثبت")
        case State.CANCELLED:
            left = max(progress.rows - progress.done, 0)
            told = _("متوقف شد؛ %(left)s ردیف مانده است · %(since)s", left=grouped(left), since=since)
            return Entry(When.WHENEVER, "alert-triangle", title, told, href, "ادامه", tone="warn")
        case _:
            told = _("%(done)s از %(rows)s ردیف", done=grouped(progress.done), rows=grouped(progress.rows))
            return Entry(When.OTHERS, "hourglass", title, told, href, state="در حال انجام")
