"""The composition root of news."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

from services.news.articles import feature as articles
from services.news.articles.heirs_mongo import MongoHeirRepository
from services.news.articles.media_queries import MediaUses
from services.news.articles.merging_usecases import AuthorMover
from services.news.articles.mongo import MongoArticleRepository
from services.news.articles.open_work_queries import OpenArticles
from services.news.articles.queries import ArticleQueries
from services.news.bulletins import feature as bulletins
from services.news.bulletins.mongo import MongoBulletinRepository
from services.news.bulletins.queries import BulletinQueries
from services.news.bulletins.usecases import Noticeboard
from services.news.colleagues import feature as colleagues
from services.news.colleagues.mongo import MongoPostRepository
from services.news.colleagues.usecases import PostBook, Teller
from services.news.contracts import feature as contracts
from services.news.conversations import feature as conversations
from services.news.conversations.merging_usecases import PeopleMover
from services.news.conversations.mongo import MongoCommentRepository, MongoVisitRepository
from services.news.conversations.queries import ConversationQueries
from services.news.conversations.usecases import CommentDesk, VisitorBook
from services.news.desk import feature as desk
from services.news.desk.board_queries import BoardQueries
from services.news.desk.jobs import PressRunner
from services.news.desk.journal_usecases import Journal
from services.news.desk.likeness_queries import LikenessQueries
from services.news.desk.partners_usecases import Partnership
from services.news.desk.planning_usecases import Planner, PressClock
from services.news.desk.queries import DeskQueries
from services.news.desk.usecases import NewsDesk
from services.news.feedback import feature as feedback
from services.news.feedback.mongo import MongoTallyRepository
from services.news.feedback.queries import FeedbackQueries
from services.news.feedback.usecases import SuggestionBox
from services.news.feeds import feature as feeds
from services.news.feeds.queries import FeedQueries
from services.news.followers import feature as followers
from services.news.followers.mongo import follower_copies
from services.news.followers.queries import FollowerQueries
from services.news.followers.usecases import FollowerBook
from services.news.guest_desk import feature as guest_desk
from services.news.guest_desk.queries import GuestDesk
from services.news.guests import feature as guests
from services.news.guests.guide_usecases import Addresses, Guidebook
from services.news.guests.mongo import MongoGuestRepository
from services.news.guests.usecases import GuestRegistry
from services.news.ingest import feature as ingest
from services.news.ingest.mongo import MongoReceiptRepository
from services.news.ingest.pace_domain import Pace
from services.news.ingest.queries import GuestBook
from services.news.ingest.queue_usecases import QueueDoor
from services.news.ingest.taking_jobs import InOneTransaction
from services.news.ingest.usecases import Counter, Ingest
from services.news.media import feature as media
from services.news.media.cleaner_outside import FileCleaner
from services.news.media.developing_jobs import MediaRunner
from services.news.media.files_mongo import files_of
from services.news.media.gauge_outside import HeaderGauge
from services.news.media.mongo import MongoMediaRepository
from services.news.media.queries import MediaQueries
from services.news.media.shelf_outside import Shelf
from services.news.media.uploads_mongo import MongoUploadRepository
from services.news.media.uploads_usecases import UploadDesk
from services.news.media.usecases import MediaLibrary, Sizes, Uses
from services.news.pictures import feature as pictures
from services.news.pictures.studio_outside import Studio
from services.news.previews import feature as previews
from services.news.previews.mongo import MongoPreviewRepository
from services.news.previews.usecases import PreviewDesk
from services.news.publishers import feature as publishers
from services.news.publishers.mongo import manager_copies, publisher_copies
from services.news.publishers.queries import PublisherQueries
from services.news.publishers.usecases import PublisherDirectory
from services.news.revisions import feature as revisions
from services.news.revisions.mongo import MongoRevisionRepository
from services.news.revisions.queries import RevisionQueries
from services.news.settings import Settings
from services.news.webhooks import feature as webhooks
from services.news.webhooks.mongo import MongoWebhookRepository
from services.news.webhooks.post_outside import WebhookPost
from services.news.webhooks.posting_jobs import WebhookRunner
from services.news.webhooks.usecases import Switchboard
from services.news.writing import feature as writing
from services.news.writing.mongo import MongoCopyRepository
from services.news.writing.queries import WritingQueries
from services.news.writing.usecases import SafeDeposit
from shared.events.catalogue import PUBLIC
from shared.messaging.guests import GuestQueues
from shared.messaging.topology import vhost_of
from shared.operations.audit_pages import trail_of
from shared.operations.overview import Overview
from shared.operations.set_aside_pages import set_aside_of
from shared.operations.watch import Watch
from shared.runtime.clock import utc_now
from shared.runtime.ids import new_id, new_secret
from shared.runtime.settings import read_settings
from shared.store.lease import Lease
from shared.web.service import Platform, create_app, serve
from shared.web.shell import theme
from shared.web.shell.gallery import gallery

OWN = (
    # The first is found first, and guests post more often than anybody else asks.
    ingest.FEATURE,
    articles.FEATURE,
    bulletins.FEATURE,
    colleagues.FEATURE,
    contracts.FEATURE,
    conversations.FEATURE,
    desk.FEATURE,
    feedback.FEATURE,
    feeds.FEATURE,
    followers.FEATURE,
    guest_desk.FEATURE,
    guests.FEATURE,
    media.FEATURE,
    pictures.FEATURE,
    previews.FEATURE,
    publishers.FEATURE,
    revisions.FEATURE,
    webhooks.FEATURE,
    writing.FEATURE,
)
_SET_ASIDE = set_aside_of("news", "/n", OWN)
FEATURES = (*OWN, _SET_ASIDE, trail_of("news", "/n", (*OWN, _SET_ASIDE)), theme.FEATURE, gallery("news"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What news is made of; routes, handlers and jobs find each by its class."""

    settings: Settings
    platform: Platform
    news_desk: NewsDesk
    planner: Planner
    press_clock: PressClock
    press_runner: PressRunner
    revisions: RevisionQueries
    follower_book: FollowerBook
    followers: FollowerQueries
    people_mover: PeopleMover
    teller: Teller
    post_book: PostBook
    comment_desk: CommentDesk
    visitor_book: VisitorBook
    conversations: ConversationQueries
    articles: ArticleQueries
    feeds: FeedQueries
    desk_items: DeskQueries
    board: BoardQueries
    likeness: LikenessQueries
    partnership: Partnership
    preview_desk: PreviewDesk
    open_articles: OpenArticles
    publishers: PublisherQueries
    directory: PublisherDirectory
    noticeboard: Noticeboard
    bulletins: BulletinQueries
    suggestion_box: SuggestionBox
    feedback: FeedbackQueries
    studio: Studio
    cleaner: FileCleaner
    media_library: MediaLibrary
    media: MediaQueries
    media_uses: Uses
    upload_desk: UploadDesk
    media_runner: MediaRunner
    shelf: Shelf
    guests: GuestRegistry
    guest_repository: MongoGuestRepository
    guest_book: GuestBook
    guest_desk: GuestDesk
    guidebook: Guidebook
    receipts: MongoReceiptRepository
    counter: Counter
    pace: Pace
    guest_queues: GuestQueues
    webhooks: MongoWebhookRepository
    switchboard: Switchboard
    webhook_runner: WebhookRunner
    safe_deposit: SafeDeposit
    writing: WritingQueries
    watch: Watch
    overview: Overview


def run() -> None:
    """Serve the real thing."""
    settings = read_settings(Settings)
    serve(create_news(real_parts(settings)), settings, name="news")


def real_parts(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Parts:
    """Make the parts over the real database. Nothing is connected before the first call."""
    platform = Platform.open("news", settings, FEATURES, now=now)
    store = platform.store
    article_repository = MongoArticleRepository(store)
    publishers, follower_numbers = publisher_copies(store), follower_copies(store)
    managers = manager_copies(store)
    publisher_queries = PublisherQueries(publishers, managers)
    heirs = MongoHeirRepository(store)
    teller = Teller(MongoPostRepository(store), heirs, settings.public_url)
    comments, directory = MongoCommentRepository(store), PublisherDirectory(publishers, managers)
    revision_repository = MongoRevisionRepository(store)
    journal = Journal(
        articles=article_repository,
        publishers=publishers,
        revisions=revision_repository,
        transaction=store.transaction,
        now=now,
        tell=teller.of_deed,
    )
    desk_items = DeskQueries(store, publisher_queries)
    clock = PressClock(
        journal,
        article_repository,
        settings.public_url,
        forget_beside=comments.forget,
        tell_due=teller.of_due,
    )
    guest_repository, receipts = MongoGuestRepository(store), MongoReceiptRepository(store)
    webhook_repository = MongoWebhookRepository(store)
    copies = MongoCopyRepository(store)
    guest_book, pace = GuestBook(guest_repository), Pace()
    uses = MediaUses(store)
    media_queries = MediaQueries(store, uses)
    article_queries = ArticleQueries(store, publisher_queries, settings.public_url, media_queries)
    media_repository, studio, cleaner = MongoMediaRepository(store), Studio(), FileCleaner()
    files = files_of(store, settings.bucket)
    library = MediaLibrary(
        media=media_repository,
        cabinet=files,
        gauge=HeaderGauge(),
        cleaner=cleaner,
        uses=uses,
        sizes=Sizes(*(megabytes * 1024 * 1024 for megabytes in settings.media_mb)),
        transaction=store.transaction,
        now=now,
        new_id=new_id,
    )
    together = InOneTransaction(store, Ingest(receipts, now, new_id))
    return Parts(
        settings=settings,
        platform=platform,
        news_desk=NewsDesk(journal, new_id, settings.public_url),
        planner=Planner(journal, teller.colleagues),
        press_clock=clock,
        press_runner=PressRunner(store, Lease(store, "press", seconds=15), clock),
        revisions=RevisionQueries(store, revision_repository),
        follower_book=FollowerBook(follower_numbers),
        followers=FollowerQueries(follower_numbers),
        people_mover=PeopleMover(AuthorMover(article_repository, heirs), comments),
        teller=teller,
        post_book=PostBook(MongoPostRepository(store), directory),
        comment_desk=CommentDesk(
            articles=article_repository,
            comments=comments,
            tell=teller.of_comment,
            transaction=store.transaction,
            now=now,
            new_id=new_id,
        ),
        visitor_book=VisitorBook(MongoVisitRepository(store), heirs, now),
        conversations=ConversationQueries(store, heirs),
        articles=article_queries,
        feeds=FeedQueries(store, article_queries, publisher_queries, settings.public_url, settings.county),
        desk_items=desk_items,
        board=BoardQueries(store, desk_items),
        likeness=LikenessQueries(store, publisher_queries),
        partnership=Partnership(journal),
        preview_desk=PreviewDesk(
            articles=article_repository,
            previews=MongoPreviewRepository(store),
            transaction=store.transaction,
            now=now,
            new_id=new_id,
            new_secret=new_secret,
        ),
        open_articles=OpenArticles(store),
        publishers=publisher_queries,
        directory=directory,
        noticeboard=Noticeboard(MongoBulletinRepository(store), now),
        bulletins=BulletinQueries(store, publisher_queries, public_url=settings.public_url),
        suggestion_box=SuggestionBox(
            articles=article_repository,
            tallies=MongoTallyRepository(store),
            transaction=store.transaction,
            now=now,
        ),
        feedback=FeedbackQueries(store, publisher_queries),
        studio=studio,
        cleaner=cleaner,
        media_library=library,
        media=media_queries,
        media_uses=uses,
        upload_desk=UploadDesk(MongoUploadRepository(store), library, now, new_id),
        media_runner=MediaRunner(store, media_repository, files, studio),
        shelf=Shelf(files),
        guests=GuestRegistry(
            guests=guest_repository,
            is_office=publisher_queries.is_office,
            transaction=store.transaction,
            now=now,
            public_types=sorted(PUBLIC),
        ),
        guest_repository=guest_repository,
        guest_book=guest_book,
        guest_desk=GuestDesk(store, guest_repository, publisher_queries),
        guidebook=Guidebook(Addresses(settings.public_url, settings.guests_url, vhost_of(settings.amqp_url))),
        receipts=receipts,
        counter=Counter(together),
        pace=pace,
        guest_queues=GuestQueues(
            settings.amqp_url,
            service="news",
            guests=guest_book.names_of_active,
            take=QueueDoor(guest_book.find, together, pace, now).take,
        ),
        webhooks=webhook_repository,
        switchboard=Switchboard(
            guests=guest_repository, webhooks=webhook_repository, transaction=store.transaction, now=now
        ),
        webhook_runner=WebhookRunner(store, guest_repository, webhook_repository, WebhookPost(now)),
        safe_deposit=SafeDeposit(copies, heirs, now),
        writing=WritingQueries(copies, heirs, now),
        watch=Watch(store, now),
        overview=Overview(store),
    )


def create_news(parts: Parts) -> FastAPI:
    """Build the service around its parts."""
    return create_app("news", parts, FEATURES)
