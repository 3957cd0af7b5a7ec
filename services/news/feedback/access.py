"""Who reads what readers say: the office of the article, and those who read all articles."""

from shared.runtime.access import (
    ANY,
    GOVERNOR,
    HEAD_OF_OFFICE,
    OWN_BODIES,
    OWN_OFFICES,
    PR_MANAGER,
    SECRETARIAT,
    Action,
)

READ_FEEDBACK = Action(
    "news.feedback.read",
    "بازخورد خوانندگان را منتشرکننده خبر و دبیرخانه می‌بینند.",
    {PR_MANAGER: OWN_OFFICES, HEAD_OF_OFFICE: OWN_OFFICES | OWN_BODIES, SECRETARIAT: ANY, GOVERNOR: ANY},
    changes=False,
)

ACTIONS = (READ_FEEDBACK,)
