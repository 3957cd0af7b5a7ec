"""Who may do what with accounts."""

from shared.runtime.access import ANY, ITSELF, OPERATOR, SECRETARIAT, WHOEVER_SIGNED_IN, Action

OPEN_ACCOUNT = Action("membership.account.open", "حساب را دبیرخانه ایجاد می‌کند.", {SECRETARIAT: ANY, OPERATOR: ANY})
CHANGE_CONTACT = Action(
    "membership.contact.change",
    "اطلاعات تماس هر شخص را خود او یا دبیرخانه تغییر می‌دهد.",
    {SECRETARIAT: ANY, WHOEVER_SIGNED_IN: ITSELF},
)
CLOSE_ACCOUNT = Action(
    "membership.account.close", "حساب را دبیرخانه یا راهبر می‌بندد.", {SECRETARIAT: ANY, OPERATOR: ANY}
)
TAKE_APP_OFF = Action("membership.app.take_off", "برنامه رمزساز دیگران را فقط راهبر سامانه حذف می‌کند.", {OPERATOR: ANY})
"""The secretariat may not: it may change the address to which a password link goes, and would hold both factors."""

TAKE_LINK_OFF = Action(
    "membership.provider_link.take_off", "پیوند ورود یکپارچه دیگران را فقط راهبر سامانه حذف می‌کند.", {OPERATOR: ANY}
)
"""The secretariat may not, for the same reason: with the link gone, it could send an invitation to another address."""

ACTIONS = (OPEN_ACCOUNT, CHANGE_CONTACT, CLOSE_ACCOUNT, TAKE_APP_OFF, TAKE_LINK_OFF)
