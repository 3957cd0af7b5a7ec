"""What is done in news, and to what, in the words of the audit trail's page."""

from shared.operations.trail import Words

WORDS = Words(
    deeds={
        "POST /api/news/articles": "نوشتن خبر",
        "POST /n/desk/new": "نوشتن خبر",
        "PUT /api/news/articles/{article_id}": "ویرایش خبر",
        "POST /n/desk/{article_id}": "ویرایش خبر",
        "POST /n/desk/{article_id}/approval-request": "سپردن خبر برای تأیید",
        "POST /api/news/articles/{article_id}/approval": "تأیید خبر",
        "POST /n/desk/{article_id}/approval": "تأیید خبر",
        "POST /api/news/articles/{article_id}/publication": "انتشار خبر",
        "POST /n/desk/{article_id}/publication": "انتشار خبر",
        "POST /api/news/articles/{article_id}/correction": "تصحیح خبر",
        "POST /n/desk/{article_id}/correction": "تصحیح خبر",
        "POST /api/news/articles/{article_id}/withdrawal": "برداشتن خبر",
        "POST /n/desk/{article_id}/withdrawal": "برداشتن خبر",
    },
    things={"articles": "خبر", "publishers": "ناشر"},
)
