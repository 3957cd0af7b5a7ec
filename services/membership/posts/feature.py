"""The manifest of posts."""

from pathlib import Path

from services.membership.posts import access, mongo
from services.membership.posts.domain import (
    HolderIsAnother,
    PostHeld,
    PostNotFound,
    SeveralHold,
    WrongOrder,
    WrongPlace,
)
from services.membership.posts.jobs import PostTurner
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="posts",
    folder=Path(__file__).parent,
    problems={
        PostNotFound: Problem(404, "post-not-found", "این سمت پیدا نشد."),
        PostHeld: Problem(409, "post-held", "این سمت در این روزها دارنده دیگری دارد."),
        HolderIsAnother: Problem(409, "holder-changed", "دارنده این سمت تغییر کرده است."),
        SeveralHold: Problem(409, "several-hold", "این سمت چند دارنده هم‌زمان دارد."),
        WrongOrder: Problem(409, "wrong-order", "این تاریخ با دوره‌های قبلی این سمت همخوانی ندارد."),
        WrongPlace: Problem(422, "wrong-place", "چنین سمتی در این جایگاه نیست."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="The change of the post is what the handover is about.",
    things={mongo.POSTS: "سمت"},
    actions=access.ACTIONS,
    jobs=(job(PostTurner, PostTurner.run),),
)
