"""What is done in notifier, and to what, in the words of the audit trail's page."""

from shared.operations.trail import Words

WORDS = Words(
    deeds={
        "POST /api/notifier/subscriptions": "درخواست دنبال کردن",
        "POST /notifier/follow": "درخواست دنبال کردن",
        "POST /api/notifier/notices/reading": "خواندن آگاهی‌ها",
        "POST /notifier/notices/reading": "خواندن آگاهی‌ها",
        "POST /u/{token}": "تأیید یا پایان دنبال کردن",
    },
    things={"subscriptions": "دنبال کردن", "topics": "موضوع", "contacts": "راه تماس", "posts": "سمت"},
)
