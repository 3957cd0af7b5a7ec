"""What is planned, and what the clock does: publication on time, and the end of what was deleted."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.news.articles.access import APPROVE
from services.news.articles.domain import KEPT_AFTER_DELETION, Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound, Incomplete, WrongState
from services.news.articles.history_domain import Happening
from services.news.articles.parts_domain import Assignee, Plan, Return
from services.news.articles.states_domain import State
from services.news.articles.usecases import ArticlesByTime
from services.news.articles.writing_domain import short
from services.news.colleagues.domain import Colleagues, NotAColleague
from services.news.desk.journal_usecases import AtWork, Journal
from services.news.publishers.domain import PublisherId, PublisherUnknown
from services.news.revisions.domain import Said
from shared.events import Event
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

NEARLY_DUE: Final = timedelta(hours=24)
"""So long before its time it is told of an article that it is not approved."""
LATE_FROM: Final = timedelta(minutes=2)
"""From then on a publication is told to have been late."""

log = structlog.get_logger()


async def _unknown(publisher_id: PublisherId) -> Colleagues:
    return Colleagues(publisher_id, ())


async def _no_events(_article: Article) -> Sequence[Event]:
    return ()


async def _nothing(_article_id: ArticleId) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Planner:
    """Those who decide when an article is published, who works on it, and whether it is kept at all."""

    journal: Journal
    colleagues: Callable[[PublisherId], Awaitable[Colleagues]] = _unknown

    async def schedule(
        self,
        article_id: ArticleId,
        *,
        at: datetime,
        embargo: bool,
        by: Viewer,
        channels: tuple[str, ...] | None = None,
    ) -> Article:
        """Let it be published by itself at an instant. The same plan a second time changes nothing."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            plan = Plan(at, by.person_id, embargo, channels)
            if taken.article.plan == plan:
                return taken.article
            publisher = await self.journal.publisher_of(taken)
            taken.article.schedule(plan, publisher=publisher, now=self.journal.now())
            what = Happening.EMBARGOED if embargo else Happening.SCHEDULED
            return await self.journal.keep(taken, what, by=by)

    async def unschedule(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Publish it by itself no more."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            taken.article.unschedule()
            return await self.journal.keep(taken, Happening.UNSCHEDULED, by=by)

    async def delete(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Delete a draft. It can be restored for thirty days."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            if not taken.article.delete(at=self.journal.now()):
                return taken.article
            return await self.journal.keep(taken, Happening.DELETED, by=by)

    async def restore(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Take a deletion back."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            if not taken.article.restore():
                return taken.article
            return await self.journal.keep(taken, Happening.RESTORED, by=by)

    async def assign(self, article_id: ArticleId, *, to: Assignee | None, by: Viewer) -> Article:
        """Note who works on it; None for nobody."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            return await self._assign(taken, to, by)

    async def assign_other(self, article_id: ArticleId, person_id: str, *, note: str, by: Viewer) -> Article:
        """Give it to somebody of its office or of the desk, who is told. The same a second time changes nothing.

        Raises ArticleNotFound, NotAllowed, and NotAColleague for somebody who does not work with it.
        """
        async with self.journal.transaction():
            taken = await self.journal.take(article_id, by)
            APPROVE.require(by)
            colleague = (await self.colleagues(taken.article.publisher_id)).find(person_id)
            if colleague is None:
                raise NotAColleague("این شخص در این دستگاه یا دبیرخانه برای خبر سمتی ندارد.")
            return await self._assign(taken, Assignee(person_id, colleague.name, short(note)), by)

    async def _assign(self, taken: AtWork, to: Assignee | None, by: Viewer) -> Article:
        was = taken.article.assignee
        if (was and (was.person_id, was.note)) == (to and (to.person_id, to.note)):
            return taken.article
        taken.article.assign(to)
        said = ": ".join(each for each in (to.name, to.note) if each) if to else ""
        return await self.journal.keep(taken, Happening.ASSIGNED, by=by, note=said)


@dataclass(frozen=True, slots=True)
class PressClock:
    """Publishes what is due, once, and removes what was deleted long ago."""

    journal: Journal
    articles: ArticlesByTime
    public_url: str
    forget_beside: Callable[[ArticleId], Awaitable[None]] = _nothing
    """Removes what is kept beside an article: what was said about it."""
    tell_due: Callable[[Article], Awaitable[Sequence[Event]]] = _no_events
    """Makes the events by which those concerned are told that it is nearly due and not approved."""

    async def due(self) -> Sequence[ArticleId]:
        """Return the articles whose time has come."""
        return await self.articles.due(self.journal.now())

    async def publish(self, article_id: ArticleId) -> None:
        """Publish an article whose time has come. When it is not due, or public already, nothing happens.

        When that is not possible any more, its plan ends and its history says why.
        """
        async with self.journal.transaction():
            now = self.journal.now()
            article = await self.articles.get(article_id)
            if article.plan is None or article.plan.at > now or article.deleted_at:
                return
            taken, due_at = AtWork(article, Said.by(article)), article.plan.at
            try:
                publisher = await self.journal.publisher_of(taken)
                event = article.publish(at=now, publisher=publisher, url=self.public_url + article.path)
            except (NotAllowed, WrongState, Incomplete, PublisherUnknown) as error:
                reason = str(error) or "این دستگاه ناشناخته است."
                article.plan, article.returned = None, Return(now, "", reason)
                await self.journal.keep(taken, Happening.NOT_PUBLISHED, by=None, note=reason)
                log.warning("article.not_published", article=article.id)
                return
            if event is None:
                return
            is_late = now - due_at >= LATE_FROM
            what = Happening.PUBLISHED_LATE if is_late else Happening.PUBLISHED
            await self.journal.keep(taken, what, event, by=None, to_front=article.on_front)
            if is_late:
                log.warning("article.published_late", article=article.id, seconds=int((now - due_at).total_seconds()))

    async def give_back(self, article_id: ArticleId) -> None:
        """Give back what has become due since a backup, and may have been published after it: a person decides."""
        async with self.journal.transaction():
            article = await self.articles.get(article_id)
            if article.plan is None or article.plan.at > self.journal.now():
                return
            reason = "پایگاه داده از پشتیبان برگشت؛ شاید این خبر پیش از آن منتشر شده و اطلاع داده شده باشد."
            taken = AtWork(article, Said.by(article))
            article.plan, article.returned = None, Return(self.journal.now(), "", reason)
            await self.journal.keep(taken, Happening.NOT_PUBLISHED, by=None, note=reason)

    async def forget_deleted(self) -> None:
        """Remove the drafts that were deleted more than thirty days ago, with their versions."""
        for article_id in await self.articles.deleted_before(self.journal.now() - KEPT_AFTER_DELETION):
            async with self.journal.transaction():
                try:
                    article = await self.articles.get(article_id)
                except ArticleNotFound:
                    continue
                if article.deleted_at and self.journal.now() - article.deleted_at >= KEPT_AFTER_DELETION:
                    await self.articles.forget(article_id)
                    await self.journal.revisions.forget(article_id)
                    await self.forget_beside(article_id)

    async def remind(self) -> None:
        """Tell those concerned of what is due within a day and not approved, once for each time of a plan."""
        now = self.journal.now()
        for article_id in await self.articles.falling_due(now, now + NEARLY_DUE):
            async with self.journal.transaction():
                article = await self.articles.get(article_id)
                if article.plan and article.state is State.DRAFT and article.due_told_for != article.plan.at:
                    article.due_told_for = article.plan.at
                    await self.articles.save(article, *await self.tell_due(article))
