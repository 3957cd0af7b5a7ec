"""One article in the name of several offices: one side asks, the other one agrees."""

from dataclasses import dataclass

from services.news.articles.access import EDIT
from services.news.articles.domain import Article, ArticleId, may_read_unpublished, must_be_open
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.history_domain import Happening
from services.news.articles.states_domain import State
from services.news.desk.journal_usecases import AtWork, Journal
from services.news.publishers.domain import PublisherId
from services.news.revisions.domain import Said
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Partnership:
    """Those who publish together what two offices have to say."""

    journal: Journal

    async def ask(self, article_id: ArticleId, publisher_id: PublisherId, *, by: Viewer) -> Article:
        """Ask that the article stand in the name of this office too: the own article, or the own office.

        Raises ArticleNotFound, PublisherUnknown, NotAllowed, WrongState.
        """
        async with self.journal.transaction():
            taken = await self._take(article_id, by)
            publisher = await self.journal.publishers.get(publisher_id)
            is_owner = EDIT.allows(by, taken.article.publisher_id)
            if not is_owner:
                EDIT.require(by, publisher_id)
            must_be_open(publisher, at=self.journal.now())
            taken.article.ask_partner(publisher_id, by_owner=is_owner, at=self.journal.now())
            return await self.journal.keep(taken, Happening.PARTNER_ASKED, by=by, note=publisher.name)

    async def agree(self, article_id: ArticleId, publisher_id: PublisherId, *, by: Viewer) -> Article:
        """Let it stand in the name of this office too. It is for the side that was asked; twice changes nothing."""
        async with self.journal.transaction():
            taken = await self._take(article_id, by)
            partner = taken.article.partner(publisher_id)
            asked = publisher_id if partner.asked_by_owner else taken.article.publisher_id
            EDIT.require(by, asked)
            if partner.agreed_at:
                return taken.article
            publisher = await self.journal.publishers.get(publisher_id)
            taken.article.agree(publisher_id, at=self.journal.now())
            return await self.journal.keep(taken, Happening.PARTNER_AGREED, by=by, note=publisher.name)

    async def part(self, article_id: ArticleId, publisher_id: PublisherId, *, by: Viewer) -> Article:
        """Decline it, or end it. Each side may."""
        async with self.journal.transaction():
            taken = await self._take(article_id, by)
            if not EDIT.allows(by, publisher_id, taken.article.publisher_id):
                raise NotAllowed(EDIT.refusal)
            publisher = await self.journal.publishers.get(publisher_id)
            taken.article.part_from(publisher_id)
            return await self.journal.keep(taken, Happening.PARTNER_LEFT, by=by, note=publisher.name)

    async def _take(self, article_id: ArticleId, by: Viewer) -> AtWork:
        """Take an article out that this person may read: an unpublished one only at the desk."""
        article = await self.journal.articles.get(article_id)
        if article.state is not State.PUBLISHED and not may_read_unpublished(by, article):
            raise ArticleNotFound
        return AtWork(article, Said.by(article))
