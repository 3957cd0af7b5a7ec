"""The manifest of followers: how many will be told of what is published."""

from services.news.followers import mongo
from services.news.followers.usecases import FollowerBook
from shared.events.news import SubscribersCounted
from shared.web.feature import Feature
from shared.web.parts import on

FEATURE = Feature(
    name="followers",
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Numbers that the notifier tells.",
    things={mongo.FOLLOWERS: "تعداد دنبال‌کنندگان"},
    listens=(on(SubscribersCounted, FollowerBook, FollowerBook.keep),),
)
