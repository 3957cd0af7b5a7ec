"""The manifest of decrees."""

from pathlib import Path

from services.membership.decrees import access, api, document_api, document_pages, draft_pages, mongo, pages
from services.membership.decrees.domain import BadTerm, DecreeNotFound, NotNow
from services.membership.decrees.migrations_mongo import MIGRATIONS
from services.membership.decrees.open_work_queries import OpenDecrees
from services.membership.letters.deeds_feature import on_both
from shared.web.feature import Feature
from shared.web.parts import open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="decrees",
    routers=(api.router, document_api.router, draft_pages.router, document_pages.router, pages.router),
    problems={
        DecreeNotFound: Problem(404, "decree-not-found", "این حکم پیدا نشد."),
        NotNow: Problem(409, "not-now", "نوشتن یا امضای این حکم اکنون ممکن نیست."),
        BadTerm: Problem(422, "bad-term", "پایان اعتبار پیش از آغاز آن است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    migrations=MIGRATIONS,
    open_work=open_work(OpenDecrees, OpenDecrees.of),
    folder=Path(__file__).parent,
    menu=(
        Link(
            label="حکم‌ها",
            href="/membership/decrees",
            icon="certificate",
            order=40,
            action=access.READ_DECREE,
            under=("/membership/signatures", "/membership/bulk-drafts", "/membership/batches"),
        ),
    ),
    deeds={
        "POST /api/membership/decrees": "پیش‌نویس حکم",
        "POST /membership/decrees/new": "پیش‌نویس حکم",
        "POST /api/membership/old-decrees": "ثبت حکم پیش از سامانه",
        "POST /membership/decrees/old": "ثبت حکم پیش از سامانه",
        "PUT /api/membership/decrees/{decree_id}": "ویرایش پیش‌نویس حکم",
        "POST /membership/decrees/{decree_id}/edit": "ویرایش پیش‌نویس حکم",
        "DELETE /api/membership/decrees/{decree_id}": "حذف پیش‌نویس حکم",
        "POST /membership/decrees/{decree_id}/deletion": "حذف پیش‌نویس حکم",
        "POST /membership/decrees/{decree_id}/scan": "پیوست اسکن حکم",
    }
    | on_both(
        "POST",
        {
            "decrees/{decree_id}/check": "پاراف حکم",
            "decrees/{decree_id}/return": "بازگشت حکم برای اصلاح",
            "decrees/{decree_id}/annulment": "ابطال شماره حکم",
            "decrees/{decree_id}/supersession": "پیش‌نویس حکم جایگزین",
            "decrees/{decree_id}/signature": "امضای حکم",
            "decrees/{decree_id}/amendment": "پیش‌نویس اصلاحیه",
            "decrees/{decree_id}/revocation": "لغو حکم",
        },
    ),
    things={mongo.DECREES: "حکم"},
    actions=access.ACTIONS,
)
