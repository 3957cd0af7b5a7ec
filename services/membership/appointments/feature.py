"""The manifest of appointments."""

from pathlib import Path

from services.membership.appointments import access, api, history_pages, pages
from services.membership.posts.access import FILL_COUNTY_POST
from shared.web.feature import Feature
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="appointments",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router, history_pages.router),
    menu=(
        Link(label="سمت‌ها", href="/membership/posts", icon="user", order=52, action=access.GIVE_POSTS),
        Link(
            label="سمت‌های شهرستان",
            href="/membership/county-posts",
            icon="shield-check",
            order=54,
            action=FILL_COUNTY_POST,
        ),
    ),
    deeds={
        "POST /api/membership/posts": "ثبت سمت",
        "POST /api/membership/posts/{post_id}/succession": "تغییر دارنده سمت",
        "POST /api/membership/posts/{post_id}/correction": "اصلاح دارنده سمت",
        "POST /api/membership/posts/{post_id}/vacancy": "پایان سمت",
        "POST /membership/posts/new": "ثبت سمت",
        "POST /membership/posts/succession": "تغییر دارنده سمت",
        "POST /membership/posts/correction": "اصلاح دارنده سمت",
        "POST /membership/posts/vacancy": "پایان سمت",
        "POST /membership/posts/calling-off": "لغو تغییر برنامه‌ریزی‌شده",
    },
    actions=access.ACTIONS,
)
