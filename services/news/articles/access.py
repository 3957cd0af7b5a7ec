"""Who may do what with articles: with those of the own offices or bodies, or with any."""

from shared.runtime.access import (
    ANY,
    GOVERNOR,
    HEAD_OF_OFFICE,
    OWN_BODIES,
    OWN_OFFICES,
    PR_MANAGER,
    SECRETARIAT,
    WHOEVER_SIGNED_IN,
    Action,
)

_NOT_FOR_THIS_OFFICE = "شما برای این دستگاه خبر نمی‌نویسید."

DRAFT = Action(
    "news.article.draft",
    _NOT_FOR_THIS_OFFICE,
    {PR_MANAGER: OWN_OFFICES, SECRETARIAT: OWN_OFFICES | OWN_BODIES, GOVERNOR: OWN_OFFICES | OWN_BODIES},
)
"""Write an article in the name of an office, or of a body. Only the desk of a body writes for it, not each member."""

EDIT = Action(
    "news.article.edit",
    _NOT_FOR_THIS_OFFICE,
    {PR_MANAGER: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: OWN_OFFICES | OWN_BODIES},
)
"""Rewrite, publish, correct or withdraw an article."""

APPROVE = Action("news.article.approve", "تأیید خبر با دبیرخانه است.", {SECRETARIAT: ANY, GOVERNOR: ANY})
"""Approve an article for the front page. Nobody approves their own."""

OVERRIDE = Action(
    "news.article.override",
    "تأیید خبر خود، بدون نفر دوم، با شما نیست.",
    {SECRETARIAT: ANY, GOVERNOR: ANY},
)
"""Approve an article of one's own when there is nobody else; the reason is noted in its history."""

READ_DRAFTS = Action(
    "news.draft.read",
    "میز خبر برای مدیران روابط عمومی و دبیرخانه است.",
    {PR_MANAGER: OWN_OFFICES, HEAD_OF_OFFICE: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY},
    changes=False,
)

SEE_DESK_PART = Action("news.desk.read", "میز کار برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)
"""See the list of what a person has to do with articles. The actions above decide which articles stand in it."""

ACTIONS = (DRAFT, EDIT, APPROVE, OVERRIDE, READ_DRAFTS, SEE_DESK_PART)
