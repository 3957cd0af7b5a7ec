"""The manifest of colleagues: who works with an item, and what they are told of it."""

from pathlib import Path

from services.news.colleagues import mongo
from services.news.colleagues.domain import NotAColleague
from services.news.colleagues.usecases import PostBook
from shared.events.membership import PostHolderChanged
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.problems import Problem

FEATURE = Feature(
    name="colleagues",
    problems={NotAColleague: Problem(422, "not-a-colleague", "این شخص با این خبر کار نمی‌کند.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Copies of what membership tells.",
    folder=Path(__file__).parent,
    things={mongo.POSTS: "سمت همکاران خبر"},
    listens=(on(PostHolderChanged, PostBook, PostBook.change),),
)
