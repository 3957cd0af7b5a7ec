"""The manifest of readers' feedback."""

from pathlib import Path

from services.news.feedback import access, api, mongo, pages
from services.news.feedback.domain import TooManyAnswers
from shared.web.feature import Feature
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="feedback",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={TooManyAnswers: Problem(429, "too-many-answers", "اکنون پاسخ‌های زیادی رسیده است.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Readers' answers wait for nobody.",
    menu=(
        Link(
            label="بازخورد خوانندگان",
            href="/n/desk/feedback",
            icon="message-circle",
            order=25,
            action=access.READ_FEEDBACK,
        ),
    ),
    deeds={
        "POST /n/{article_id}/feedback": "بازخورد خواننده",
        "POST /api/news/articles/{article_id}/feedback": "بازخورد خواننده",
    },
    things={mongo.FEEDBACK: "بازخورد", mongo.REMARKS: "نوشته خواننده"},
    actions=access.ACTIONS,
)
