"""The manifest of posts."""

from pathlib import Path

from services.membership.posts import access, mongo
from services.membership.posts.domain import WrongOrder
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="posts",
    folder=Path(__file__).parent,
    problems={WrongOrder: Problem(409, "wrong-order", "این تاریخ با دوره‌های قبلی این سمت همخوانی ندارد.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    things={mongo.POSTS: "سمت"},
    actions=access.ACTIONS,
)
