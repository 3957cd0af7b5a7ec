"""Handovers on the desk: what somebody has to take over, and what the secretariat has to look after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.handovers.access import TAKE_OVER
from services.membership.handovers.domain import Handover, ItemState
from services.membership.handovers.pages import HERE, post_name
from services.membership.handovers.queries import SLOW_AFTER, HandoverQueries
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class WaitingHandovers:
    """Makes the entries of one person."""

    handovers: HandoverQueries

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """The handovers to this person, and for the secretariat those that do not go on by themselves."""
        own = await self.handovers.taken_over_by(viewer.person_id, limit=_SHOWN)
        entries = [_own(handover, now) for handover in own]
        if not TAKE_OVER.is_open_on_any(viewer):
            return entries
        shown = {handover.id for handover in own}
        troubled = await self.handovers.in_trouble(now, limit=_SHOWN + 1)
        others = [handover for handover in troubled if handover.id not in shown]
        entries += [_troubled(handover, now) for handover in others[:_SHOWN]]
        if len(others) > _SHOWN:
            title = _("تحویل و تحول‌های دیگری هم مانده است")
            entries.append(Entry(When.THIS_WEEK, _ICON, title, "", f"{HERE}?state=open", "دیدن همه"))
        return entries


_ICON = "arrow-forward-up"


def _own(handover: Handover, now: datetime) -> Entry:
    waiting = sum(item.state is ItemState.WAITING for item in handover.items)
    is_slow = handover.opened_at <= now - SLOW_AFTER
    return Entry(
        When.TODAY if is_slow else When.THIS_WEEK,
        _ICON,
        _title(handover),
        _("%(number)s مورد در انتظار پذیرش", number=digits(waiting)),
        handover.path,
        "دیدن و پذیرفتن",
        tone="warn" if is_slow else "brand",
    )


def _troubled(handover: Handover, now: datetime) -> Entry:
    refused = len(handover.refused)
    if refused:
        text = _("%(number)s مورد پذیرفته نشده است", number=digits(refused))
    elif handover.coming is None:
        text = _("%(number)s مورد مانده و سمت خالی است", number=digits(len(handover.unsettled)))
    else:
        text = _("از %(since)s باز مانده است", since=ago(handover.opened_at, now))
    when = When.TODAY if refused else When.THIS_WEEK
    return Entry(when, _ICON, _title(handover), text, handover.path, "رسیدگی", tone="warn")


def _title(handover: Handover) -> str:
    named = {"post": _(post_name(handover)), "place": handover.place}
    return _("تحویل %(post)s، %(place)s", **named) if handover.place else _("تحویل %(post)s", post=named["post"])
