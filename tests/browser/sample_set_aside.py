"""The pages of what was set aside: groups, one by one, one event, and the questions before decisions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from shared.messaging.decisions import PER_SECOND, Deed, Preview
from shared.messaging.groups import Group
from shared.messaging.set_aside import DISCARDED, PARKED, WAITING
from shared.operations.set_aside_event import SetAsideEvent
from shared.operations.set_aside_pages import Chosen, Place, Standing
from shared.operations.sheet import text_of
from shared.web.shell.listing import Listing, Rules

HERE: Final = "/notifier/set-aside"
PLACE: Final = Place("notifier", HERE, {"OfficeUnknown": "این دستگاه شناخته نیست."})
_BODY: Final = (
    b'{"source": "/services/membership", "time": "2026-11-23T05:44:00Z", "type": "decree.revoked.v1",'
    b' "data": {"decree_id": "0k3v9", "reason": "x", "strange": 1}}'
)


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page with what it shows."""
    decree = _group(now, PARKED, "decree.issued.v1", "عضو ۴۱۲ ناشناخته است", 37)
    fault = _group(
        now, PARKED, "news.published.v1", "failed 6 times, last with KeyError at services/notifier/x.py:8", 3
    )
    garbage = _group(now, PARKED, "", "the body is not JSON", 1)
    event = SetAsideEvent.of(_row(now, PARKED))
    discarded = SetAsideEvent.of(
        _row(now, DISCARDED) | {"discarded": {"by": "آرش پویا", "at": now, "reason": "دو بار فرستاده شد"}}
    )
    rows = {"total": 2, "most": 2_000, "events": [event, discarded], "types": [], "group": decree, "place": PLACE}
    return {
        HERE: _groups(now, decree, fault, garbage),
        f"{HERE}/none": _groups(now),
        f"{HERE}/events": ("operations/set-aside-events.html", rows | {"listing": _listing(f"{HERE}/events")}),
        f"{HERE}/event": ("operations/set-aside-event.html", {"event": event, "text_of": text_of, "place": PLACE}),
        f"{HERE}/discarded": (
            "operations/set-aside-event.html",
            {"event": discarded, "text_of": text_of, "place": PLACE},
        ),
        f"{HERE}/retry": _question(Deed.RETRY, Preview(6_000, 12, 0)),
        f"{HERE}/discard": _question(
            Deed.DISCARD, Preview(37, 0, 5), errors={"reason": "دلیل کنار گذاشتن را بنویسید."}
        ),
        f"{HERE}/restore": _question(Deed.RESTORE, Preview(1, 0, 0)),
    }


def _groups(now: datetime, *groups: Group) -> tuple[str, dict[str, Any]]:
    events, oldest = sum(group.number for group in groups), groups[0].first_at if groups else None
    none = Standing(0, 0, None)
    return "operations/set-aside.html", {
        "listing": _listing(HERE),
        "state": PARKED,
        "total": len(groups),
        "groups": groups,
        "counted_at": now,
        "standing": {PARKED: Standing(len(groups), events, oldest), WAITING: none, DISCARDED: none},
        "kinds": {group.event_type: 1 for group in groups if group.event_type},
        "place": PLACE,
    }


def _question(deed: Deed, preview: Preview, *, errors: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    number = min(preview.number, 5_000)
    return "operations/set-aside-decision.html", {
        "deed": deed.value,
        "chosen": Chosen(group="g1", state=PARKED),
        "preview": preview,
        "number": number,
        "per_second": PER_SECOND,
        "seconds": number // PER_SECOND,
        "typed": "",
        "errors": errors or {},
        "unchanged": HERE,
        "place": PLACE,
    }


def _listing(path: str) -> Listing:
    return Rules(path, sorts=(), usual_sort="", filters={"state": (PARKED,), "type": ()}).read({})


def _group(now: datetime, state: str, event_type: str, sentence: str, number: int) -> Group:
    first, last = now - timedelta(hours=3), now - timedelta(minutes=2)
    return Group("g1", state, event_type, number, number, first, last, "e1", sentence, 6, frozenset({"g1"}))


def _row(now: datetime, state: str) -> dict[str, Any]:
    what = "failed 6 times, last with OfficeUnknown at services/notifier/x.py:8"
    about = {"type": "decree.revoked.v1", "subject": "decree/0k3v9", "seq": 3, "attempts": 6, "error": what}
    history = [{"at": now - timedelta(minutes=minutes), "what": what} for minutes in (70, 60, 10)]
    return {"_id": f"e-{state}", "state": state, "body": _BODY, "received_at": now, "history": history} | about
