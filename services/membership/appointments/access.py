"""Who may give posts at all; which post is decided by `posts`."""

from shared.runtime.access import ANY, OPERATOR, SECRETARIAT, Action

GIVE_POSTS = Action(
    "membership.post.give",
    "سمت‌ها را دبیرخانه و راهبر سامانه ثبت می‌کنند.",
    {SECRETARIAT: ANY, OPERATOR: ANY},
)

ACTIONS = (GIVE_POSTS,)
