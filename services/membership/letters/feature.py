"""The manifest of letters."""

from pathlib import Path

from services.membership.letters import access, api, check_pages, mongo, pages
from services.membership.letters.domain import BadTerm, DecreeNotFound, NotAddressed, NotNow, WrongState
from services.membership.letters.migrations_mongo import MIGRATIONS
from services.membership.letters.open_work_queries import OpenDecrees
from shared.web.feature import Feature
from shared.web.parts import open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="letters",
    routers=(api.router, pages.router, check_pages.router),
    problems={
        DecreeNotFound: Problem(404, "decree-not-found", "این حکم پیدا نشد."),
        WrongState: Problem(409, "wrong-state", "این کار در وضعیت فعلی حکم ممکن نیست."),
        NotNow: Problem(409, "not-now", "نوشتن یا امضای این حکم اکنون ممکن نیست."),
        NotAddressed: Problem(409, "not-addressed", "عنوان یا خطاب این شخص انتخاب نشده است."),
        BadTerm: Problem(422, "bad-term", "پایان اعتبار پیش از آغاز آن است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    migrations=MIGRATIONS,
    open_work=open_work(OpenDecrees, OpenDecrees.of),
    folder=Path(__file__).parent,
    menu=(
        Link(label="استعلام حکم", href="/v", icon="shield-check", order=4),
        Link(label="حکم‌ها", href="/membership/decrees", icon="certificate", order=40, action=access.READ_DECREE),
    ),
    deeds={
        "POST /api/membership/decrees": "پیش‌نویس حکم",
        "POST /membership/decrees/new": "پیش‌نویس حکم",
        "POST /api/membership/decrees/{decree_id}/signature": "امضای حکم",
        "POST /membership/decrees/{decree_id}/signature": "امضای حکم",
        "POST /api/membership/decrees/{decree_id}/amendment": "پیش‌نویس اصلاحیه",
        "POST /membership/decrees/{decree_id}/amendment": "پیش‌نویس اصلاحیه",
        "POST /api/membership/decrees/{decree_id}/revocation": "لغو حکم",
        "POST /membership/decrees/{decree_id}/revocation": "لغو حکم",
    },
    things={mongo.DECREES: "حکم"},
    actions=access.ACTIONS,
)
