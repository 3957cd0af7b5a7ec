"""What a county needs after it was put back, since the world did not stand still with its databases."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from services.membership.sign_ins.domain import IDLE, SignIn
from services.membership.sign_ins.mongo import SIGN_INS, MongoSignInRepository, to_sign_in
from services.news.articles.mongo import MongoArticleRepository
from services.news.desk.journal_usecases import Journal
from services.news.desk.planning_usecases import PressClock
from services.news.previews.mongo import PREVIEWS
from services.news.publishers.mongo import publisher_copies
from services.news.revisions.mongo import MongoRevisionRepository
from shared.messaging import checks
from shared.messaging.missed import Archive
from shared.operations.missed import publishers_for
from shared.store.store import Store
from shared.store.work import SIGNS

Stores = Mapping[str, Store]


async def send_what_was_on_the_way(stores: Stores) -> dict[str, int]:
    """Hand to each service the events that were in the broker at the moment of the backup, and return how many.

    Call it before there are indexes: one of them lets the inbox forget what is older than its time.
    """
    numbers = dict.fromkeys(stores, 0)
    for listener, store in stores.items():
        for publisher in publishers_for(listener):
            numbers[listener] += await Archive(stores[publisher], store).send_what_was_on_the_way()
    return numbers


async def begin_anew(stores: Stores, *, backup_at: datetime) -> int:
    """Forget what processes of that moment had noted, and end the sign-ins; return how many ended."""
    for store in stores.values():
        await store.driver.collection("leases").delete_many({})
        await store.driver.collection(SIGNS).delete_many({})
        await checks.note_backup(store, backup_at)
    await _settle_news(stores["news"])
    return await _end_sign_ins(stores["membership"])


async def _settle_news(store: Store) -> None:
    """End the preview links, and give back what has become due since.

    A link that was revoked after the backup would open again; of what was published after it, followers were told.
    """
    await store.driver.collection(PREVIEWS).delete_many({})
    articles = MongoArticleRepository(store)
    journal = Journal(
        articles=articles,
        publishers=publisher_copies(store),
        revisions=MongoRevisionRepository(store),
        transaction=store.transaction,
        now=store.now,
    )
    clock = PressClock(journal, articles, "")
    while due := await clock.due():
        for article_id in due:
            await store.run_again(partial(clock.give_back, article_id))


async def _end_sign_ins(store: Store) -> int:
    """End all sign-ins that could still be used.

    One that was ended after the backup would be alive again. One that was renewed since would look stolen, because its
    browser shows a token that the database does not know.
    """
    repository = MongoSignInRepository(store)
    now = store.now()
    found = await store.find(SIGN_INS, {"ended_at": None, "used_at": {"$gt": now - IDLE}})
    alive = [sign_in for sign_in in map(to_sign_in, found) if sign_in.is_alive(at=now)]
    for sign_in in alive:
        await _end(store, repository, sign_in, now)
    return len(alive)


async def _end(store: Store, repository: MongoSignInRepository, sign_in: SignIn, now: datetime) -> None:
    if event := sign_in.end("ended", at=now):
        await store.run_again(lambda: repository.save(sign_in, event))
