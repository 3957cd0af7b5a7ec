"""The manifest of letters."""

from pathlib import Path

from services.membership.letters import access, api, chancery_mongo, pages
from services.membership.letters.addressees_domain import WrongAddressees
from services.membership.letters.delegations_domain import DelegationNotFound, WrongDelegation
from services.membership.letters.domain import NotAddressed, TooSecret, WrongState
from services.membership.letters.scan_domain import NotAScan
from services.membership.letters.series_domain import ClockBehind, NumberTaken, WrongNumber, WrongSeries
from shared.web.feature import Feature
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="letters",
    routers=(api.router, pages.router),
    problems={
        WrongAddressees: Problem(422, "wrong-addressees", "گیرندگان نامه درست نوشته نشده‌اند."),
        NotAScan: Problem(422, "not-a-scan", "این فایل اسکن نامه نیست."),
        WrongState: Problem(409, "wrong-state", "این کار در وضعیت فعلی نامه ممکن نیست."),
        TooSecret: Problem(422, "too-secret", "فقط نامه با طبقه‌بندی «عادی» پذیرفته می‌شود."),
        NotAddressed: Problem(409, "not-addressed", "عنوان یا خطاب این شخص انتخاب نشده است."),
        WrongSeries: Problem(409, "wrong-series", "این سری را نمی‌توان چنین شماره‌گذاری کرد."),
        WrongNumber: Problem(422, "wrong-number", "این شماره برای این سری درست نیست."),
        NumberTaken: Problem(409, "number-taken", "این شماره در این سری و سال ثبت شده است."),
        ClockBehind: Problem(409, "clock-behind", "ساعت سامانه عقب است."),
        WrongDelegation: Problem(409, "wrong-delegation", "امضا را نمی‌توان چنین تفویض کرد."),
        DelegationNotFound: Problem(404, "delegation-not-found", "این تفویض امضا پیدا نشد."),
    },
    indexes=chancery_mongo.INDEXES,
    audited=chancery_mongo.AUDITED,
    nothing_open="Series and delegations are rules; nobody has work with them when a post changes hands.",
    things={chancery_mongo.SERIES: "سری شماره", chancery_mongo.DELEGATIONS: "تفویض امضا"},
    deeds={
        "PUT /api/membership/letter-series": "تغییر شماره‌گذاری",
        "POST /membership/letters/series": "تغییر شماره‌گذاری",
        "POST /api/membership/delegations": "ثبت تفویض امضا",
        "POST /membership/letters/delegations": "ثبت تفویض امضا",
        "POST /membership/letters/scans": "پیوست اسکن نامه تفویض",
        "POST /api/membership/delegations/{delegation_id}/withdrawal": "پس گرفتن تفویض امضا",
        "POST /membership/letters/delegations/{delegation_id}/withdrawal": "پس گرفتن تفویض امضا",
    },
    menu=(
        Link(label="شماره‌گذاری و امضا", href="/membership/letters", icon="edit", order=47, action=access.READ_CHANCERY),
    ),
    folder=Path(__file__).parent,
    actions=access.ACTIONS,
)
