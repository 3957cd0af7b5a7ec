"""Who may do what in the notifier. Following needs no account, so it is not here."""

from shared.runtime.access import (
    ANY,
    AUDITOR,
    ITSELF,
    OPERATOR,
    OWN_OFFICES,
    PR_MANAGER,
    SECRETARIAT,
    WHOEVER_SIGNED_IN,
    Action,
)

READ_LEDGER = Action(
    "notifier.delivery.read",
    "دفتر پیام‌ها برای دبیرخانه، بازرس و راهبر سامانه است.",
    {SECRETARIAT: ANY, AUDITOR: ANY, OPERATOR: ANY},
    changes=False,
)
"""What became of each message; addresses are masked for all of them."""

READ_NOTICES = Action(
    "notifier.notice.read",
    "شمار پیام‌ها برای دبیرخانه، بازرس، راهبر سامانه و مدیران روابط عمومی است.",
    {SECRETARIAT: ANY, AUDITOR: ANY, OPERATOR: ANY, PR_MANAGER: OWN_OFFICES},
    changes=False,
)

_OWN = "آگاهی‌های هر کس برای خود اوست."
READ_OWN_NOTICES = Action("notifier.own_notice.read", _OWN, {WHOEVER_SIGNED_IN: ITSELF}, changes=False)
MARK_OWN_NOTICES = Action("notifier.own_notice.mark", _OWN, {WHOEVER_SIGNED_IN: ITSELF})
"""As read."""

SEE_DESK_PART = Action("notifier.desk.read", "میز کار برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)
"""What waits for the person who asks; the actions above say what that may be."""

ACTIONS = (READ_LEDGER, READ_NOTICES, READ_OWN_NOTICES, MARK_OWN_NOTICES, SEE_DESK_PART)
