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
"""In whose name somebody writes; a body's only for its desk, not for each of its members."""

EDIT = Action(
    "news.article.edit",
    _NOT_FOR_THIS_OFFICE,
    {PR_MANAGER: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: OWN_OFFICES | OWN_BODIES},
)
"""Rewrite, publish, correct, withdraw."""

APPROVE = Action("news.article.approve", "تأیید خبر با دبیرخانه است.", {SECRETARIAT: ANY, GOVERNOR: ANY})
"""Clear for the front page; never one's own article."""

READ_DRAFTS = Action(
    "news.draft.read",
    "میز خبر برای مدیران روابط عمومی و دبیرخانه است.",
    {PR_MANAGER: OWN_OFFICES, HEAD_OF_OFFICE: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY},
    changes=False,
)

SEE_DESK_PART = Action("news.desk.read", "میز کار برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)
"""What waits for the person who asks; on which articles, the actions above say."""

ACTIONS = (DRAFT, EDIT, APPROVE, READ_DRAFTS, SEE_DESK_PART)
