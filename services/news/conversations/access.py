"""Who talks about an item: those who may edit it and those who may approve it."""

from shared.runtime.access import ANY, GOVERNOR, OWN_OFFICES, PR_MANAGER, SECRETARIAT, Action

_REFUSAL = "گفت‌وگو درباره خبر با دستگاه آن خبر و دبیرخانه است."

DISCUSS = Action("news.comment.write", _REFUSAL, {PR_MANAGER: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY})
"""Write a comment on an item, or note that one is settled. Only its author changes or deletes a comment."""

READ_COMMENTS = Action(
    "news.comment.read",
    _REFUSAL,
    {PR_MANAGER: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY},
    changes=False,
)

ACTIONS = (DISCUSS, READ_COMMENTS)
