"""News as followers are told of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from services.notifier.topics.domain import ALL, TopicId
from services.notifier.topics.usecases import TopicRepository, name_of
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn, Publisher

_WORTH_SENDING_FOR = timedelta(hours=6)

PUBLISHED = Kind(name="news.published", label="خبر تازه")
CORRECTED = Kind(name="news.corrected", label="تصحیح خبر")
WITHDRAWN = Kind(name="news.withdrawn", label="برداشتن خبر")
KINDS = (PUBLISHED, CORRECTED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class NewsSource:
    """Tells followers of news."""

    announcer: Announcer
    topics: TopicRepository
    public_url: str

    async def published(self, event: NewsPublished) -> None:
        """Tell those who follow one of its offices, or everything, once; nobody of what is for the portal alone."""
        if event.channels == ():
            return
        name = await self._names(event.publisher, *event.partners)
        await self.announcer.tell(_published(event, name, at=self.announcer.now()))

    async def corrected(self, event: NewsCorrected) -> None:
        """Tell followers of a major correction, instead of news that waits; a minor one only stands on the page."""
        if event.major and event.channels != ():
            name = await self._names(event.publisher, *event.partners)
            await self.announcer.tell(_corrected(event, name, at=self.announcer.now()))

    async def withdrawn(self, event: NewsWithdrawn) -> None:
        """Tell those whom the news may have reached, and hold back what has not left yet."""
        # Events that were sent before they had an address still arrive.
        link = event.url or f"{self.public_url}/n/{event.article_id}"
        name = await self._names(event.publisher)
        await self.announcer.tell(_withdrawn(event, name, link=link, at=self.announcer.now()))

    async def _names(self, *publishers: Publisher) -> str:
        return "، ".join(dict.fromkeys([await name_of(self.topics, TopicId(each.topic)) for each in publishers]))


def _published(event: NewsPublished, publisher: str, *, at: datetime) -> Notice:
    return Notice(
        id=_news(event.article_id),
        kind=PUBLISHED.name,
        subject=event.subject,
        title=event.headline,
        text=_paragraphs(publisher, event.lead),
        link=event.url,
        link_label="متن کامل خبر",
        audience=_followers(event),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
    )


def _corrected(event: NewsCorrected, publisher: str, *, at: datetime) -> Notice:
    return Notice(
        id=NoticeId(f"news:{event.article_id}:c{event.revision}"),
        kind=CORRECTED.name,
        subject=event.subject,
        title=f"تصحیح: {event.headline}",
        text=_paragraphs(publisher, event.note),
        link=event.url,
        link_label="متن تصحیح‌شده",
        audience=_followers(event),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
        replaces=_news(event.article_id),
    )


def _withdrawn(event: NewsWithdrawn, publisher: str, *, link: str, at: datetime) -> Notice:
    return Notice(
        id=NoticeId(f"news:{event.article_id}:withdrawn"),
        kind=WITHDRAWN.name,
        subject=event.subject,
        title=f"خبر «{event.headline}» برداشته شد",
        text=_paragraphs(publisher, event.explanation),
        link=link,
        link_label="توضیح در پایگاه",
        audience=Audience(told_of=event.subject),
        at=at,
        expires_at=at + _WORTH_SENDING_FOR,
        recalls=True,
    )


def _news(article_id: str) -> NoticeId:
    """What the notice of the publication of an article is called."""
    return NoticeId(f"news:{article_id}")


def _followers(event: NewsPublished | NewsCorrected) -> Audience:
    own = dict.fromkeys(each.topic for each in (event.publisher, *event.partners))
    return Audience(topics=(*own, ALL), channels=event.channels)


def _paragraphs(publisher: str, text: str) -> str:
    return f"{publisher}\n\n{text}" if text else publisher
