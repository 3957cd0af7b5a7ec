"""The manifest of the news desk."""

from pathlib import Path

from services.news.articles import access
from services.news.desk import (
    api,
    board_pages,
    deeds_pages,
    list_pages,
    media_pages,
    pages,
    partners_pages,
    section_pages,
)
from services.news.desk.jobs import PressRunner
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="desk",
    routers=(
        api.router,
        list_pages.router,
        board_pages.router,
        pages.router,
        media_pages.router,
        deeds_pages.router,
        partners_pages.router,
        section_pages.router,
    ),
    folder=Path(__file__).parent,
    menu=(Link(label="خبرها", href="/n/desk", icon="news", order=20, action=access.READ_DRAFTS),),
    deeds={
        "POST /api/news/articles": "نوشتن خبر",
        "POST /n/desk/new": "نوشتن خبر",
        "PUT /api/news/articles/{article_id}": "ویرایش خبر",
        "POST /n/desk/{article_id}": "ویرایش خبر",
        "POST /api/news/articles/{article_id}/submission": "ارسال خبر برای تأیید",
        "POST /n/desk/{article_id}/approval-request": "ارسال خبر برای تأیید",
        "DELETE /api/news/articles/{article_id}/submission": "پس گرفتن درخواست تأیید خبر",
        "POST /n/desk/{article_id}/request-withdrawal": "پس گرفتن درخواست تأیید خبر",
        "POST /api/news/articles/{article_id}/return": "برگرداندن خبر به نویسنده",
        "POST /n/desk/{article_id}/return": "برگرداندن خبر به نویسنده",
        "POST /api/news/articles/{article_id}/approval": "تأیید خبر",
        "POST /n/desk/{article_id}/approval": "تأیید خبر",
        "POST /api/news/articles/{article_id}/schedule": "زمان‌بندی خبر",
        "POST /n/desk/{article_id}/schedule": "زمان‌بندی خبر",
        "DELETE /api/news/articles/{article_id}/schedule": "برداشتن زمان‌بندی خبر",
        "POST /n/desk/{article_id}/schedule-cancellation": "برداشتن زمان‌بندی خبر",
        "POST /api/news/articles/{article_id}/publication": "انتشار خبر",
        "POST /n/desk/{article_id}/publication": "انتشار خبر",
        "POST /api/news/articles/{article_id}/correction": "تصحیح خبر",
        "POST /n/desk/{article_id}/correction": "تصحیح خبر",
        "POST /api/news/articles/{article_id}/withdrawal": "برداشتن خبر",
        "POST /n/desk/{article_id}/withdrawal": "برداشتن خبر",
        "DELETE /api/news/articles/{article_id}": "حذف پیش‌نویس خبر",
        "POST /n/desk/{article_id}/deletion": "حذف پیش‌نویس خبر",
        "POST /api/news/articles/{article_id}/restoration": "بازگرداندن پیش‌نویس خبر",
        "POST /n/desk/{article_id}/restoration": "بازگرداندن پیش‌نویس خبر",
        "POST /n/desk/{article_id}/assignment": "سپردن خبر",
        "POST /n/desk/{article_id}/media": "تصویرهای خبر",
        "PUT /api/news/articles/{article_id}/assignment": "سپردن خبر",
        "DELETE /api/news/articles/{article_id}/assignment": "سپردن خبر",
        "POST /n/desk/{article_id}/partners": "درخواست هم‌انتشاری خبر",
        "POST /n/desk/{article_id}/partners/agreement": "پذیرفتن هم‌انتشاری خبر",
        "POST /n/desk/{article_id}/partners/removal": "پایان هم‌انتشاری خبر",
    },
    jobs=(job(PressRunner, PressRunner.run),),
)
