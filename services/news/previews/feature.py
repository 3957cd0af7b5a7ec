"""The manifest of previews: links by which outsiders read an article before it is published."""

from pathlib import Path

from services.news.previews import desk_pages, mongo, pages
from services.news.previews.domain import PreviewOver
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="previews",
    routers=(pages.router, pages.files, desk_pages.router),
    problems={PreviewOver: Problem(404, "preview-over", "این پیوند دیگر معتبر نیست.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A link ends by itself.",
    folder=Path(__file__).parent,
    deeds={
        "POST /n/desk/{article_id}/previews": "ساختن پیوند پیش‌نمایش",
        "POST /n/desk/{article_id}/previews/{preview_id}/revocation": "لغو پیوند پیش‌نمایش",
    },
    things={mongo.PREVIEWS: "پیوند پیش‌نمایش"},
)
