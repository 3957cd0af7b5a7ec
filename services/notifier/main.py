"""The composition root of the notifier."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

from services.notifier.announcing import (
    accounts_source,
    addresses_source,
    bulletins_source,
    certificates_source,
    decrees_source,
    invitations_source,
    letters_source,
    news_source,
    newsroom_source,
    nominations_source,
    reports_source,
)
from services.notifier.announcing import feature as announcing
from services.notifier.announcing.accounts_source import AccountSource
from services.notifier.announcing.addresses_source import AddressSource
from services.notifier.announcing.bulletins_source import BulletinSource
from services.notifier.announcing.certificates_source import CertificateSource
from services.notifier.announcing.decrees_source import DecreeSource
from services.notifier.announcing.invitations_source import InvitationSource
from services.notifier.announcing.letters_source import LetterSource
from services.notifier.announcing.news_source import NewsSource
from services.notifier.announcing.newsroom_source import NewsroomSource
from services.notifier.announcing.nominations_source import NominationSource
from services.notifier.announcing.reports_source import ReportSource
from services.notifier.announcing.usecases import Announcer
from services.notifier.channels import feature as channels
from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.smtp_outside import SmtpChannel, letterhead_of
from services.notifier.channels.usecases import Channels
from services.notifier.deliveries import feature as deliveries
from services.notifier.deliveries.expanding_jobs import Expander, Expansion
from services.notifier.deliveries.mongo import MongoDeliveryRepository
from services.notifier.deliveries.queries import DeliveryQueries
from services.notifier.deliveries.sending_jobs import Outbound, Sender, Senders
from services.notifier.desk import feature as desk
from services.notifier.desk_notices import feature as desk_notices
from services.notifier.desk_notices.merging_usecases import DeskMover
from services.notifier.desk_notices.mongo import MongoDeskNoticeRepository
from services.notifier.desk_notices.queries import DeskNoticeQueries
from services.notifier.desk_notices.stream_jobs import Streams
from services.notifier.desk_notices.usecases import Reader
from services.notifier.notices import feature as notices
from services.notifier.notices.domain import Kinds
from services.notifier.notices.mongo import MongoNoticeRepository
from services.notifier.recipients import feature as recipients
from services.notifier.recipients.contact_key_outside import decrypter
from services.notifier.recipients.mongo import MongoRecipientRepository
from services.notifier.recipients.usecases import RecipientDirectory
from services.notifier.settings import Settings
from services.notifier.subscriptions import confirmation_source
from services.notifier.subscriptions import feature as subscriptions
from services.notifier.subscriptions.bot_jobs import Bot, Bots
from services.notifier.subscriptions.counting_jobs import SubscriberCounter
from services.notifier.subscriptions.counting_mongo import MongoCounts
from services.notifier.subscriptions.links_domain import Links
from services.notifier.subscriptions.mongo import MongoAskingsRepository, MongoSubscriptionRepository
from services.notifier.subscriptions.pages import BaleBot
from services.notifier.subscriptions.queries import SubscriptionQueries
from services.notifier.subscriptions.usecases import Follower
from services.notifier.topics import feature as topics
from services.notifier.topics.mongo import topic_copies
from services.notifier.topics.queries import TopicQueries
from services.notifier.topics.usecases import TopicDirectory
from shared.operations.audit_pages import trail_of
from shared.operations.overview import Overview
from shared.operations.set_aside_pages import set_aside_of
from shared.operations.watch import Watch
from shared.runtime.clock import utc_now
from shared.runtime.settings import read_key, read_settings
from shared.store.lease import Lease
from shared.web.service import Platform, create_app, serve

OWN = (
    channels.FEATURE,
    topics.FEATURE,
    recipients.FEATURE,
    notices.FEATURE,
    subscriptions.FEATURE,
    announcing.FEATURE,
    desk_notices.FEATURE,
    deliveries.FEATURE,
    desk.FEATURE,
)
"""From the inside to the outside: each imports only from those above it."""
_SET_ASIDE = set_aside_of("notifier", "/notifier", OWN)
FEATURES = (*OWN, _SET_ASIDE, trail_of("notifier", "/notifier", (*OWN, _SET_ASIDE)))

KINDS = Kinds(
    *news_source.KINDS,
    *newsroom_source.KINDS,
    *bulletins_source.KINDS,
    *decrees_source.KINDS,
    *certificates_source.KINDS,
    *invitations_source.KINDS,
    *letters_source.KINDS,
    *nominations_source.KINDS,
    *reports_source.KINDS,
    *accounts_source.KINDS,
    *addresses_source.KINDS,
    *confirmation_source.KINDS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the notifier is made of; routes, handlers and jobs find each by its class."""

    settings: Settings
    platform: Platform
    topics: TopicQueries
    topic_directory: TopicDirectory
    recipient_directory: RecipientDirectory
    news: NewsSource
    newsroom: NewsroomSource
    bulletins: BulletinSource
    decrees: DecreeSource
    certificates: CertificateSource
    invitations: InvitationSource
    letters: LetterSource
    nominations: NominationSource
    reports: ReportSource
    accounts: AccountSource
    addresses: AddressSource
    kinds: Kinds
    follower: Follower
    bale_bot: BaleBot
    bots: Bots
    subscriber_counter: SubscriberCounter
    desk_notices: DeskNoticeQueries
    reader: Reader
    desk_mover: DeskMover
    streams: Streams
    ledger: DeliveryQueries
    expander: Expander
    senders: Senders
    channels: Channels
    watch: Watch
    overview: Overview


def run() -> None:
    """Serve the real thing."""
    settings = read_settings(Settings)
    serve(create_notifier(real_parts(settings)), settings, name="notifier")


def real_parts(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Parts:
    """The parts over the real database, broker and ways to people; nothing is connected before the first call."""
    platform = Platform.open("notifier", settings, FEATURES, now=now)
    store = platform.store
    topics, recipients = topic_copies(store), MongoRecipientRepository(store)
    notices, deliveries = MongoNoticeRepository(store), MongoDeliveryRepository(store)
    desk_notices, desk_notice_queries = MongoDeskNoticeRepository(store), DeskNoticeQueries(store)
    subscriptions = SubscriptionQueries(store)
    unseal = decrypter(read_key(settings.contact_key_file))
    links = Links(settings.link_key.encode(), settings.public_url, [key.encode() for key in settings.link_keys_also])
    follower = Follower(
        subscriptions=MongoSubscriptionRepository(store, notices),
        askings=MongoAskingsRepository(store),
        topics=topics,
        links=links,
        transaction=store.transaction,
        now=now,
    )
    announcer = Announcer(notices, now)
    topic_directory = TopicDirectory(topics)
    mail = SmtpChannel(
        settings.smtp_url,
        sender=settings.sender,
        now=now,
        head=letterhead_of(platform.shell.county, settings.public_url),
    )
    bales = [BaleChannel(settings.bale_url, token=settings.bale_token)] if settings.bale_token else []
    channels = Channels([mail, *bales])
    outbound = Outbound(
        deliveries=deliveries,
        notices=notices,
        subscriptions=subscriptions,
        follower=follower,
        links=links,
        unseal=unseal,
    )
    expansion = Expansion(
        notices=notices,
        deliveries=deliveries,
        desk_notices=desk_notices,
        recipients=recipients,
        subscriptions=subscriptions,
        public_url=settings.public_url,
    )
    return Parts(
        settings=settings,
        platform=platform,
        topics=TopicQueries(topics),
        topic_directory=topic_directory,
        recipient_directory=RecipientDirectory(recipients, unseal),
        news=NewsSource(announcer, topics, settings.public_url),
        newsroom=NewsroomSource(announcer),
        bulletins=BulletinSource(announcer, notices, topic_directory, settings.public_url),
        decrees=DecreeSource(announcer),
        certificates=CertificateSource(announcer),
        invitations=InvitationSource(announcer),
        letters=LetterSource(announcer),
        nominations=NominationSource(announcer),
        reports=ReportSource(announcer, settings.public_url),
        accounts=AccountSource(announcer),
        addresses=AddressSource(announcer, unseal),
        kinds=KINDS,
        follower=follower,
        bale_bot=BaleBot(settings.bale_start_url if bales else ""),
        bots=Bots([Bot(store, bale, follower) for bale in bales]),
        subscriber_counter=SubscriberCounter(store, Lease(store, "count", seconds=60), MongoCounts(store)),
        desk_notices=desk_notice_queries,
        reader=Reader(desk_notices, now),
        desk_mover=DeskMover(desk_notices, recipients),
        streams=Streams(desk_notice_queries),
        ledger=DeliveryQueries(store, KINDS, settings.public_url),
        expander=Expander(store, expansion),
        senders=Senders([Sender(store, channel, outbound) for channel in channels.every]),
        channels=channels,
        watch=Watch(store, now),
        overview=Overview(store),
    )


def create_notifier(parts: Parts) -> FastAPI:
    """Build the service around its parts."""
    return create_app("notifier", parts, FEATURES)
