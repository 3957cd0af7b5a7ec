"""`/desk` and the notices behind its bell, filled, empty, and with a part that does not answer."""

from datetime import datetime, timedelta
from typing import Any

from services.membership.decrees.sight_queries import Sight
from services.membership.desk.pages import Group
from services.membership.first_steps.domain import Beginning, Checklist, Seen, Step
from services.notifier.desk_notices.domain import DeskNotice, DeskNoticeId
from services.notifier.main import KINDS
from services.notifier.notices.domain import Kind
from shared.web.desk_section import Entry, When

TODAY = Entry(
    When.TODAY,
    "report-analytics",
    "مهلت گزارش مهر ۱۴۰۵ گذشته است",
    "اداره آب و فاضلاب · مهلت شنبه ۹ آبان ۱۴۰۵ بود؛ تا سه‌شنبه ۱۹ آبان ۱۴۰۵ با تأخیر پذیرفته می‌شود",
    "/reporting/1405-07/water",
    "ادامه گزارش",
    tone="bad",
)
THIS_WEEK = (
    Entry(
        When.THIS_WEEK,
        "report-analytics",
        "گزارش آبان ۱۴۰۵ را ارسال کنید",
        "اداره آب و فاضلاب · تا شنبه ۷ آذر ۱۴۰۵، پایان وقت اداری · سه روز کاری مانده",
        "/reporting/1405-08/water",
        "آغاز گزارش",
        tone="brand",
    ),
    Entry(
        When.THIS_WEEK, "bell", "حکم عضویت در قرارگاه رسانه‌ای ثبت شد", "اعلان · دیروز", "/notifier/notices/1", "دیدن"
    ),
)
WHENEVER = Entry(
    When.WHENEVER,
    "pencil",
    "پیش‌نویس «آب هفده روستای بالادست دیگر نوبتی نیست و خط دوم انتقال تا پایان دی به مدار می‌آید»",
    "اداره آب و فاضلاب · ۳ ساعت پیش",
    "/n/desk/1",
    "ادامه نوشتن",
)
OTHERS = Entry(
    When.OTHERS,
    "hourglass",
    "خبر «چهارده ماه ساخت مخزن»",
    "نزد دبیرخانه · ارسال‌شده ۲ ساعت پیش",
    "/n/desk/2",
    state="در انتظار تأیید",
)


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    groups = [
        Group(When.TODAY, 1, [TODAY], []),
        Group(When.THIS_WEEK, 2, THIS_WEEK, []),
        Group(When.WHENEVER, 1, [WHENEVER], []),
        Group(When.OTHERS, 1, [OTHERS], []),
    ]
    return {
        "/desk": ("membership/desk.html", _desk(groups) | {"number": 4, "today": 1, "missing": ["notifier"]}),
        "/desk/empty": ("membership/desk.html", _desk([])),
        "/desk/governor": ("membership/desk.html", _desk(groups) | {"sight": Sight(48, 3, 1), "to_sign": 12}),
        "/desk/new-county": ("membership/desk.html", _desk([]) | {"first_steps": Checklist.of(Beginning(), Seen())}),
        "/desk/first-steps": ("membership/desk.html", _desk(groups) | {"first_steps": Checklist.of(_BEGUN, _SEEN)}),
        "/notifier/notices": ("notifier/notices.html", _notices(now, unread=2)),
        "/notifier/notices/read": ("notifier/notices.html", _notices(now, unread=0)),
        "/notifier/notices/none": ("notifier/notices.html", _notices(now, unread=0) | {"notices": [], "next": None}),
    }


_BEGUN = Beginning(happened=[Step.MAIL], put_aside=[Step.BALE])
_SEEN = Seen(governor_can_sign_in=True, operator_can_sign_in=True, offices=42, managed=31, drafts=12)


def _desk(groups: list[Group]) -> dict[str, Any]:
    return {
        "groups": groups,
        "number": 0,
        "today": 0,
        "missing": [],
        "first_steps": None,
        "sight": None,
        "to_sign": 0,
        "own": [],
        "posts": [],
        "memberships": [],
        "body_names": {},
        "office_names": {},
        "counts": {"/n/desk": 1, "/reporting": 2},
    }


def _notices(now: datetime, *, unread: int) -> dict[str, Any]:
    told = [
        ("decree.issued", "حکم عضویت در قرارگاه رسانه‌ای شهرستان به شماره ۱۴۰۵/ق/۰۴۷ ثبت شد", _DECREE, "/v/83472210"),
        ("decree.revoked", "حکم شماره ۱۴۰۵/ق/۰۱۲ لغو شد", "حکم شماره ۱۴۰۵/ق/۰۱۲ از ۱ آذر ۱۴۰۵ لغو شد.", ""),
        (
            "report.submitted",
            "گزارش آبان ۱۴۰۵ اداره راهداری رسید؛ به‌موقع",
            "گزارش را فرستاد.",
            "/reporting/1405-08/roads",
        ),
    ]
    return {
        "notices": [
            _notice(turn, *each, at=now - timedelta(hours=5 * turn), read_at=None if turn < unread else now)
            for turn, each in enumerate(told)
        ],
        "unread": unread,
        "shown_at": now.isoformat(),
        "previous": None,
        "next": "/notifier/notices?page=2",
    }


def _notice(
    turn: int, kind: str, title: str, text: str, path: str, *, at: datetime, read_at: datetime | None
) -> tuple[DeskNotice, Kind]:
    return DeskNotice(DeskNoticeId(str(turn)), "p1", kind, title, text, path, at, read_at), KINDS.of(kind)


_DECREE = (
    "حکم شما به عنوان «عضو» قرارگاه رسانه‌ای شهرستان امضا و به شماره ۱۴۰۵/ق/۰۴۷ ثبت شد.\n\nاعتبار از یکشنبه ۱ آذر ۱۴۰۵."
)
