"""The manifest of help with writing."""

from pathlib import Path

from services.news.writing import access, api, copies_api, mongo
from services.news.writing.copies_domain import NoCopy
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="writing",
    folder=Path(__file__).parent,
    routers=(api.router, copies_api.router),
    problems={NoCopy: Problem(404, "nothing-unsaved", "نوشته ذخیره‌نشده‌ای نیست.")},
    actions=access.ACTIONS,
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="What somebody has typed and not saved is nobody else's work.",
    things={mongo.COPIES: "نوشته ذخیره‌نشده"},
    deeds={
        "POST /api/news/writing/advice": "بررسی نوشته",
        "POST /api/news/writing/text": "اصلاح نوشته",
        "PUT /api/news/writing/copies/{item}": "نگه‌داری نوشته ناتمام",
        "DELETE /api/news/writing/copies/{item}": "کنار گذاشتن نوشته ناتمام",
    },
)
