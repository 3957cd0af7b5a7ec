"""The manifest of subscriptions: the form, the links in messages, the bot."""

from pathlib import Path

from services.notifier.subscriptions import api, counting_mongo, mongo, pages
from services.notifier.subscriptions.askings_domain import TooManyFromHere
from services.notifier.subscriptions.bot_jobs import Bots
from services.notifier.subscriptions.counting_jobs import SubscriberCounter
from services.notifier.subscriptions.domain import LinkOver, SubscriptionNotFound, TooManyAsked
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="subscriptions",
    routers=(api.router, pages.router),
    problems={
        SubscriptionNotFound: Problem(404, "subscription-not-found", "این پیوند درست نیست."),
        LinkOver: Problem(410, "link-over", "این پیوند دیگر معتبر نیست."),
        TooManyAsked: Problem(429, "too-many-asked", "برای این نشانی چند بار پیام تأیید ارسال شده است."),
        TooManyFromHere: Problem(429, "too-many-from-here", "درخواست‌های زیادی از این اتصال ثبت شده است."),
    },
    indexes={**mongo.INDEXES, **counting_mongo.INDEXES},
    audited={**mongo.AUDITED, **counting_mongo.AUDITED},
    nothing_open="A subscription is the reader's own.",
    folder=Path(__file__).parent,
    menu=(Link(label="دنبال کردن", href="/notifier/follow", icon="bell-plus", order=5),),
    deeds={
        "POST /api/notifier/subscriptions": "درخواست دنبال کردن",
        "POST /notifier/follow": "درخواست دنبال کردن",
        "POST /u/{token}": "تأیید یا پایان دنبال کردن",
    },
    things={mongo.SUBSCRIPTIONS: "دنبال کردن", counting_mongo.COUNTS: "شمارش دنبال‌کنندگان"},
    jobs=(job(Bots, Bots.run), job(SubscriberCounter, SubscriberCounter.run)),
)
