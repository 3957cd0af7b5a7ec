"""Who is helped to write: all who write articles for some office or body."""

from shared.runtime.access import ANY, GOVERNOR, PR_MANAGER, SECRETARIAT, Action

HELP_TO_WRITE = Action(
    "news.writing.help",
    "بررسی نوشته برای نویسندگان خبر است.",
    {PR_MANAGER: ANY, SECRETARIAT: ANY, GOVERNOR: ANY},
    changes=False,
)
"""Have a text checked. Nothing is kept of it."""

ACTIONS = (HELP_TO_WRITE,)
