"""The composition root of the notifier."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI

from services.notifier.channels import Channel
from services.notifier.channels.bale import BaleChannel
from services.notifier.channels.smtp import SmtpChannel
from services.notifier.consumer import event_handlers
from services.notifier.deeds import WORDS
from services.notifier.deliveries import api as deliveries_api
from services.notifier.deliveries import mongo as deliveries_mongo
from services.notifier.deliveries import pages as deliveries_pages
from services.notifier.deliveries.expanding import Expander
from services.notifier.deliveries.mongo import MongoNoticeRepository
from services.notifier.deliveries.queries import DeliveryQueries
from services.notifier.deliveries.sending import Sender
from services.notifier.deliveries.usecases import Announcer
from services.notifier.notices import api as notices_api
from services.notifier.notices import desk_part as notices_desk_part
from services.notifier.notices import mongo as notices_mongo
from services.notifier.notices import pages as notices_pages
from services.notifier.notices import stream_api
from services.notifier.notices.domain import NoticeNotFound
from services.notifier.notices.mongo import MongoOwnNoticeRepository
from services.notifier.notices.queries import OwnNoticeQueries
from services.notifier.notices.streams import Streams, TooManyStreams
from services.notifier.notices.usecases import Reader
from services.notifier.recipients import mongo as recipients_mongo
from services.notifier.recipients.contact_key import decrypter
from services.notifier.recipients.mongo import MongoRecipientRepository
from services.notifier.recipients.usecases import RecipientDirectory
from services.notifier.settings import Settings
from services.notifier.subscriptions import api as subscriptions_api
from services.notifier.subscriptions import mongo as subscriptions_mongo
from services.notifier.subscriptions import pages as subscriptions_pages
from services.notifier.subscriptions.bot import Bot
from services.notifier.subscriptions.domain import SubscriptionNotFound, TooManyAsked
from services.notifier.subscriptions.links import Links
from services.notifier.subscriptions.mongo import MongoSubscriptionRepository, StaleSubscription
from services.notifier.subscriptions.usecases import Follower
from services.notifier.topics import mongo as topics_mongo
from services.notifier.topics.domain import TopicUnknown
from services.notifier.topics.mongo import MongoTopicRepository
from services.notifier.topics.queries import TopicQueries
from services.notifier.topics.usecases import TopicDirectory
from shared.operations.audit_pages import TEMPLATES, audit_pages
from shared.runtime.clock import utc_now
from shared.runtime.settings import read_key
from shared.store.store import Store
from shared.web.problems import Problem
from shared.web.revocations import Revocations
from shared.web.service import Service, create_app, serve
from shared.web.shell.shell import Shell

PROBLEMS = {
    NoticeNotFound: Problem(404, "notice-not-found", "چنین آگاهی‌ای برای شما نیست."),
    TooManyStreams: Problem(429, "too-many-streams", "این میز در پنجره‌های بسیاری باز است."),
    TopicUnknown: Problem(404, "topic-not-found", "چنین دستگاه یا نهادی برای دنبال کردن نیست."),
    SubscriptionNotFound: Problem(404, "subscription-not-found", "این پیوند درست نیست."),
    TooManyAsked: Problem(429, "too-many-asked", "برای این نشانی چند بار پیام تأیید فرستاده‌ایم."),
    StaleSubscription: Problem(409, "stale-subscription", "این درخواست همین حالا تغییر کرد."),
}

HERE = Path(__file__).parent
KEPT = (topics_mongo, recipients_mongo, subscriptions_mongo, deliveries_mongo, notices_mongo)
"""The features with collections of their own."""


def run() -> None:
    """Serve the real thing."""
    settings = Settings()
    serve(create_notifier(settings), settings, name="notifier")


def create_notifier(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Build the service around its database, its broker, and its ways to people."""
    store = Store.open(
        settings.mongo_url,
        service="notifier",
        now=now,
        driver=settings.mongo_driver,
        audited=[feature.AUDITED for feature in KEPT],
    )
    revocations = Revocations(store)
    topics = MongoTopicRepository(store)
    recipients = MongoRecipientRepository(store)
    unseal = decrypter(read_key(settings.contact_key_file))
    links = Links(settings.link_key.encode(), settings.public_url)
    follower = Follower(
        subscriptions=MongoSubscriptionRepository(store),
        topics=topics,
        links=links,
        transaction=store.transaction,
        now=now,
    )
    announcer = Announcer(MongoNoticeRepository(store), topics, now=now, public_url=settings.public_url)
    own_notices, own_queries = MongoOwnNoticeRepository(store), OwnNoticeQueries(store)
    streams = Streams(own_queries)
    mail = SmtpChannel(settings.smtp_url, sender=settings.mail_from, now=now)
    bale = BaleChannel(settings.bale_url, token=settings.bale_token) if settings.bale_token else None
    channels: list[Channel] = [mail, *([bale] if bale else [])]
    senders = [Sender(store, channel, links=links, follower=follower, unseal=unseal).run for channel in channels]
    bots = [Bot(store, bale, follower).run] if bale else []
    return create_app(
        Service(
            name="notifier",
            title="Ravabet Notifier",
            settings=settings,
            store=store,
            revocations=revocations,
            handlers=event_handlers(
                TopicDirectory(topics),
                RecipientDirectory(recipients, unseal),
                announcer,
                revocations,
            ),
            shell=Shell(
                *(HERE / feature / "templates" for feature in ("subscriptions", "deliveries", "notices")),
                TEMPLATES,
                county=settings.county,
                demo=settings.demo,
                public_url=settings.public_url,
                now=now,
                locales=[HERE / "locale"],
            ),
            routers=[
                subscriptions_api.router,
                deliveries_api.router,
                subscriptions_pages.router,
                deliveries_pages.router,
                notices_desk_part.router,
                notices_api.router,
                # Before the pages: its address would also do for a notice.
                stream_api.router,
                notices_pages.router,
                audit_pages("/notifier", store, WORDS),
            ],
            problems=PROBLEMS,
            indexes=[feature.INDEXES for feature in KEPT],
            jobs=[Expander(store, recipients, own_notices).run, streams.run, *senders, *bots],
            leaving=[streams.leave],
            closing=[channel.close for channel in channels],
            state={
                "follower": follower,
                "topics": TopicQueries(store),
                "deliveries": DeliveryQueries(store),
                "own_notices": own_queries,
                "reader": Reader(own_notices, now),
                "streams": streams,
                "bale_start_url": settings.bale_start_url if bale else None,
            },
        )
    )
