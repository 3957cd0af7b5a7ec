"""Who may do what in membership. Whoever drafts does not sign, and nobody fills the own post."""

from shared.runtime.access import (
    ANY,
    AUDITOR,
    COUNCIL_SECRETARY,
    GOVERNOR,
    ITSELF,
    OPERATOR,
    SECRETARIAT,
    WHOEVER_SIGNED_IN,
    Action,
)

OPEN_ACCOUNT = Action("membership.account.open", "حساب را دبیرخانه می‌سازد.", {SECRETARIAT: ANY, OPERATOR: ANY})
CHANGE_CONTACT = Action(
    "membership.contact.change",
    "راه تماس هر کس را خود او یا دبیرخانه تغییر می‌دهد.",
    {SECRETARIAT: ANY, WHOEVER_SIGNED_IN: ITSELF},
)
SEE_ACCOUNT = Action("membership.account.read", "حساب هر کس برای خود اوست.", {WHOEVER_SIGNED_IN: ITSELF}, changes=False)
KEEP_ACCOUNT = Action("membership.account.keep", "حساب هر کس برای خود اوست.", {WHOEVER_SIGNED_IN: ITSELF})
KEEP_PROGRAM_TOKENS = Action(
    "membership.program_token.keep", "نشان هر برنامه را صاحبش می‌سازد و پایان می‌دهد.", {WHOEVER_SIGNED_IN: ITSELF}
)
READ_PEOPLE = Action(
    "membership.person.read",
    "فهرست همکاران برای دبیرخانه و راهبر سامانه است.",
    {SECRETARIAT: ANY, OPERATOR: ANY},
    changes=False,
)
CLOSE_ACCOUNT = Action(
    "membership.account.close", "حساب را دبیرخانه یا راهبر می‌بندد.", {SECRETARIAT: ANY, OPERATOR: ANY}
)
TAKE_APP_OFF = Action("membership.app.take_off", "برنامه رمزساز کسی را تنها راهبر سامانه برمی‌دارد.", {OPERATOR: ANY})
"""Not the secretariat: it may change the address to which a password link goes."""

END_SIGN_IN = Action("membership.sign_in.end", "ورود هر کس را خود او پایان می‌دهد.", {WHOEVER_SIGNED_IN: ITSELF})
KEEP_OFFICES = Action("membership.office.keep", "فهرست دستگاه‌ها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})
KEEP_BODIES = Action("membership.body.keep", "فهرست نهادها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})

FILL_OFFICE_POST = Action("membership.office_post.fill", "سمت‌های دستگاه‌ها را دبیرخانه ثبت می‌کند.", {SECRETARIAT: ANY})
FILL_COUNTY_POST = Action("membership.county_post.fill", "سمت‌های شهرستان را راهبر سامانه ثبت می‌کند.", {OPERATOR: ANY})
"""The governor's and the secretariat's too: so the secretariat cannot make itself a signatory."""

DRAFT_DECREE = Action("membership.decree.draft", "پیش‌نویس حکم را تنها دبیرخانه می‌نویسد.", {SECRETARIAT: ANY})
SIGN_DECREE = Action("membership.decree.sign", "حکم را تنها فرماندار امضا می‌کند.", {GOVERNOR: ANY})
REVOKE_DECREE = Action("membership.decree.revoke", "حکم را تنها فرماندار لغو می‌کند.", {GOVERNOR: ANY})
READ_REGISTER = Action(
    "membership.register.read",
    "دفتر حکم‌ها برای دبیرخانه، فرماندار و بازرس است.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)
READ_DECREE = Action(
    "membership.decree.read",
    "این حکم را شما نمی‌بینید.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)
READ_ROSTER = Action(
    "membership.roster.read",
    "فهرست اعضای این نهاد همگانی نیست.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, COUNCIL_SECRETARY: ANY},
    changes=False,
)
"""Rosters that are not for everybody."""

SEE_DESK = Action("membership.desk.read", "میز کار برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)

ACTIONS = (
    OPEN_ACCOUNT,
    CHANGE_CONTACT,
    SEE_ACCOUNT,
    KEEP_ACCOUNT,
    KEEP_PROGRAM_TOKENS,
    READ_PEOPLE,
    CLOSE_ACCOUNT,
    TAKE_APP_OFF,
    END_SIGN_IN,
    KEEP_OFFICES,
    KEEP_BODIES,
    FILL_OFFICE_POST,
    FILL_COUNTY_POST,
    DRAFT_DECREE,
    SIGN_DECREE,
    REVOKE_DECREE,
    READ_REGISTER,
    READ_DECREE,
    READ_ROSTER,
    SEE_DESK,
)
