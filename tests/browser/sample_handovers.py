"""The pages of handovers, filled: one with everything in it, one item refused, the record of one with many items."""

from datetime import datetime, timedelta
from typing import Any

from services.membership.handovers.domain import Handover, HandoverId, Party, State, by_service
from services.membership.handovers.forms import TypedRemark
from services.membership.handovers.pages import SERVICE_NAMES, post_name
from services.membership.handovers.queries import HandoverLine
from shared.events.open_work import OpenItem
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.shell.listing import Rules

_RULES = Rules("/membership/handovers", sorts=("date",), usual_sort="-date", filters={"state": tuple(State)})
_NEXT = Viewer("p-next", "بهرام سپیدرو")
_DESK = Viewer("p-desk", "رضا نیک‌روش", frozenset({"secretariat"}))


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    some, many = _handover(now, drafts=2), _handover(now, drafts=60)
    some.accept(1, by=_NEXT, at=now)
    some.accept(3, by=_DESK, at=now)
    some.refuse(2, by=_NEXT, at=now, remark="این پیش‌نویس برای اداره دیگری نوشته شده است.")
    nobody = {"handover": _handover(now, drafts=0), "groups": {}}
    wrong = {"item": some.item(2), "typed": TypedRemark(), "errors": {"remark": "دلیل نپذیرفتن را بنویسید."}}
    return {
        "/membership/handovers": ("membership/handovers.html", _list([some, many])),
        "/membership/handovers/none": ("membership/handovers.html", _list([])),
        "/membership/handovers/one": ("membership/handover.html", _shown(some)),
        "/membership/handovers/nothing": ("membership/handover.html", _shown(some) | nobody),
        "/membership/handovers/item": ("membership/handover-item.html", _shown(some) | wrong),
        "/membership/handovers/record": ("membership/handover-record.html", _shown(some)),
        "/membership/handovers/long-record": ("membership/handover-record.html", _shown(many)),
    }


def _handover(now: datetime, *, drafts: int) -> Handover:
    handover = Handover(
        id=HandoverId("06h28pqjgm0f22t3"),
        post_id="office/water:pr_manager",
        role="pr_manager",
        place="اداره آب و فاضلاب",
        leaving=Party("p-left", "سارا مهرگان‌پور"),
        since=day_of(now),
        opened_at=now - timedelta(days=1),
        coming=Party(_NEXT.person_id, _NEXT.name),
    )
    articles = [
        OpenItem(id=str(number), kind="article", title="پیش‌نویس خبر، ۱ آذر ۱۴۰۵، ساعت ۱۰:۳۰", href=f"/n/desk/{number}")
        for number in range(drafts)
    ]
    report = OpenItem(
        id="1405-08:water",
        kind="report",
        title="گزارش آبان ۱۴۰۵",
        href="/reporting/1405-08/water",
        due=day_of(now) + timedelta(days=5),
        note="در دست نوشتن است",
    )
    handover.take("news", articles, more=3, at=now)
    handover.take("reporting", [report], more=0, at=now)
    return handover


def _shown(handover: Handover) -> dict[str, Any]:
    return {
        "handover": handover,
        "groups": by_service(handover.items),
        "names": SERVICE_NAMES,
        "post": post_name(handover),
        "may_take_over": True,
        "in_place": True,
        "more": {"news": 3},
    }


def _line(handover: Handover) -> HandoverLine:
    return HandoverLine(
        id=handover.id,
        role=handover.role,
        place=handover.place,
        leaving=handover.leaving.name,
        coming=handover.coming.name if handover.coming else "",
        since=handover.since,
        state=handover.state,
        total=len(handover.items),
        settled=len(handover.items) - len(handover.unsettled),
        refused=len(handover.refused),
    )


def _list(handovers: list[Handover]) -> dict[str, Any]:
    return {
        "sees_all": True,
        "handovers": [_line(each) for each in handovers],
        "listing": _RULES.read({}),
        "total": len(handovers),
        "filters": [("", "همه", 2), ("open", "باز", 2), ("completed", "کامل", 0)],
        "post_name": post_name,
    }
