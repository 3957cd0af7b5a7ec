"""The use cases of the news desk: writing, approving, publishing, correcting."""

from collections.abc import Callable
from dataclasses import dataclass

from services.news.articles.access import DRAFT
from services.news.articles.domain import Article, ArticleId, must_be_open
from services.news.articles.errors_domain import stale_article
from services.news.articles.history_domain import Happening
from services.news.articles.media_domain import Shown
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import Kind, State
from services.news.articles.text_domain import TextFormat
from services.news.articles.writing_domain import answered, as_it_stood, content, line, short
from services.news.desk.journal_usecases import AtWork, Journal
from services.news.publishers.domain import PublisherId
from shared.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """The people who take an article from draft to public."""

    journal: Journal
    new_id: Callable[[], str]
    public_url: str

    async def draft(
        self,
        publisher_id: PublisherId,
        written: Content,
        *,
        topics: tuple[str, ...],
        by: Viewer,
        kind: Kind = Kind.NEWS,
        answers: str = "",
        media: tuple[Shown, ...] = (),
    ) -> Article:
        """Begin an article. Raises PublisherUnknown, or NotAllowed, also when the publisher is closed."""
        async with self.journal.transaction():
            publisher = await self.journal.publishers.get(publisher_id)
            DRAFT.require(by, publisher_id)
            must_be_open(publisher, at=self.journal.now())
            article = Article(
                id=ArticleId(self.new_id()),
                publisher_id=publisher_id,
                author_id=by.person_id,
                content=written,
                topics=topics,
                kind=kind,
                answers=answered(kind, answers),
                created_at=self.journal.now(),
                media=media,
            )
            return await self.journal.keep(AtWork(article, None), Happening.WRITTEN, by=by)

    async def rewrite(
        self,
        article_id: ArticleId,
        written: Content,
        *,
        topics: tuple[str, ...],
        version: int,
        by: Viewer,
        kind: Kind | None = None,
        answers: str = "",
        media: tuple[Shown, ...] | None = None,
    ) -> Article:
        """Change a draft. Raises Stale when somebody else changed it; when nothing would change, nothing is written."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            written = as_it_stood(taken.article.content, written)
            if taken.article.says(written, topics, kind, answers, media):
                return taken.article
            _must_be_as_read(taken.article, version)
            taken.article.rewrite(written, topics, kind, answers, media)
            return await self.journal.keep(taken, Happening.REWRITTEN, by=by)

    async def ask_for_approval(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Ask the desk to approve it. A second time changes nothing."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            asked_at = taken.article.approval_asked_at
            taken.article.ask_for_approval(at=self.journal.now())
            if asked_at:
                return taken.article
            is_public = taken.article.state is State.PUBLISHED
            return await self.journal.keep(taken, Happening.SUBMITTED, by=by, to_front=is_public)

    async def take_back(self, article_id: ArticleId, *, by: Viewer) -> Article:
        """Ask no longer for approval."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            taken.article.take_back()
            return await self.journal.keep(taken, Happening.TAKEN_BACK, by=by)

    async def send_back(self, article_id: ArticleId, *, note: str, by: Viewer) -> Article:
        """Return it to its writer with a note. The same note a second time changes nothing."""
        async with self.journal.transaction():
            taken = await self.journal.take(article_id, by)
            said = line(note, field="note")
            last = taken.article.returned
            if last and last.note == said and not taken.article.approval_asked_at and last.by == by.person_id:
                return taken.article
            taken.article.send_back(by=by, note=said, at=self.journal.now())
            return await self.journal.keep(taken, Happening.RETURNED, by=by, note=said)

    async def approve(self, article_id: ArticleId, *, by: Viewer, alone_because: str = "") -> Article:
        """Approve it. `alone_because` is why its own writer approves it, which is noted."""
        async with self.journal.transaction():
            taken = await self.journal.take(article_id, by)
            reason = short(alone_because) if by.person_id == taken.article.author_id else ""
            taken.article.approve(by=by, at=self.journal.now(), alone_because=reason)
            what = Happening.APPROVED_ALONE if reason else Happening.APPROVED
            is_public = taken.article.state is State.PUBLISHED
            return await self.journal.keep(taken, what, by=by, note=reason, to_front=is_public)

    async def publish(self, article_id: ArticleId, *, by: Viewer, channels: tuple[str, ...] | None = None) -> Article:
        """Publish it, which is told to the other services. A second time changes nothing.

        `channels` are those by which followers are told: None by all, empty by none.
        """
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            article = taken.article
            publisher = await self.journal.publisher_of(taken)
            event = article.publish(
                at=self.journal.now(), publisher=publisher, url=self.url(article), channels=channels
            )
            if event is None:
                return article
            return await self.journal.keep(taken, Happening.PUBLISHED, event, by=by, to_front=article.on_front)

    async def correct(
        self,
        article_id: ArticleId,
        *,
        headline: str | None,
        lead: str | None,
        text: str | None,
        text_format: TextFormat | None = None,
        note: str,
        major: bool,
        by: Viewer,
        version: int | None = None,
        media: tuple[Shown, ...] | None = None,
    ) -> Article:
        """Change a published article. What is not given stays. Raises Stale when `version` is not the newest.

        Only a major correction needs a note.
        """
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            article = taken.article
            old = article.content
            new = content(
                headline=old.headline if headline is None else headline,
                lead=old.lead if lead is None else lead,
                text=old.text if text is None else text,
                text_format=None if text is None else text_format,
            )
            new = as_it_stood(old, new)
            said = line(note, field="note") if major else short(note)
            read = article.version if version is None else version
            at, url, is_shown_anew = self.journal.now(), self.url(article), article.show(media)
            event = article.correct(new, note=said, major=major, at=at, url=url, is_shown_anew=is_shown_anew)
            if event is None:
                return article
            _must_be_as_read(article, read)
            return await self.journal.keep(taken, Happening.CORRECTED, event, by=by, note=said)

    async def withdraw(self, article_id: ArticleId, *, explanation: str, by: Viewer) -> Article:
        """Take it back with a public explanation."""
        async with self.journal.transaction():
            taken = await self.journal.take_own(article_id, by)
            article = taken.article
            said = line(explanation, field="explanation")
            event = article.withdraw(explanation=said, at=self.journal.now(), url=self.url(article))
            if event is None:
                return article
            return await self.journal.keep(taken, Happening.WITHDRAWN, event, by=by, note=said)

    def url(self, article: Article) -> str:
        """Its whole address."""
        return self.public_url + article.path


def _must_be_as_read(article: Article, version: int) -> None:
    if article.version != version:
        raise stale_article()
