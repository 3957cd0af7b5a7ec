"""Who may see what was told, and to whom."""

from shared.runtime.access import ANY, AUDITOR, OPERATOR, OWN_OFFICES, PR_MANAGER, SECRETARIAT, Action

READ_LEDGER = Action(
    "notifier.delivery.read",
    "دفتر پیام‌ها برای دبیرخانه، بازرس و راهبر سامانه است.",
    {SECRETARIAT: ANY, AUDITOR: ANY, OPERATOR: ANY},
    changes=False,
)
"""What became of each message; addresses are masked for all of them."""

READ_NOTICES = Action(
    "notifier.notice.read",
    "تعداد پیام‌ها برای دبیرخانه، بازرس، راهبر سامانه و مدیران روابط عمومی است.",
    {SECRETARIAT: ANY, AUDITOR: ANY, OPERATOR: ANY, PR_MANAGER: OWN_OFFICES},
    changes=False,
)
"""What was told, and how often."""

ACTIONS = (READ_LEDGER, READ_NOTICES)
