"""What is done in membership, and to what, in the words of the audit trail's page."""

from shared.operations.trail import Words

WORDS = Words(
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
    things={
        "people": "شخص",
        "offices": "دستگاه",
        "bodies": "نهاد",
        "posts": "سمت",
        "decrees": "حکم",
        "memberships": "عضویت",
    },
)
