"""From an event to a notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifier.deliveries import wording
from services.notifier.deliveries.domain import Notice
from services.notifier.topics.domain import TopicId, TopicUnknown
from services.notifier.topics.usecases import TopicRepository
from shared.events.membership import DecreeIssued, DecreeRevoked, PasswordLinkIssued
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn, Publisher
from shared.events.reporting import ReportSubmitted
from shared.runtime.context import current_cause


class NoticeRepository(Protocol):
    """Where notices are kept."""

    async def add(self, notice: Notice) -> None:
        """Keep it, to be told to its audience."""


@dataclass(frozen=True, slots=True)
class Announcer:
    """Writes down what is to be told. What is replayed or imported is told to nobody."""

    notices: NoticeRepository
    topics: TopicRepository
    now: Callable[[], datetime]
    public_url: str

    async def announce_news(self, event: NewsPublished) -> None:
        """Tell those who follow the publisher, or everything."""
        await self._tell(wording.published(event, await self._name(event.publisher), event_id=_id(), at=self.now()))

    async def announce_correction(self, event: NewsCorrected) -> None:
        """Tell the followers of a major correction; a minor one is only on the page."""
        if event.major:
            await self._tell(wording.corrected(event, await self._name(event.publisher), event_id=_id(), at=self.now()))

    async def announce_withdrawal(self, event: NewsWithdrawn) -> None:
        """Tell those who had received it, and hold back what has not left yet."""
        link = f"{self.public_url}/n/{event.article_id}"
        publisher = await self._name(event.publisher)
        await self._tell(wording.withdrawn(event, publisher, link=link, event_id=_id(), at=self.now()))

    async def announce_decree(self, event: DecreeIssued) -> None:
        """Tell the new member."""
        await self._tell(wording.decree_issued(event, event_id=_id(), at=self.now()))

    async def announce_revocation(self, event: DecreeRevoked) -> None:
        """Tell the person concerned."""
        await self._tell(wording.decree_revoked(event, event_id=_id(), at=self.now()))

    async def send_password_link(self, event: PasswordLinkIssued) -> None:
        """Send the link to its person."""
        await self._tell(wording.password_link(event, event_id=_id(), at=self.now()))

    async def announce_report(self, event: ReportSubmitted) -> None:
        """Tell the secretariat."""
        link = f"{self.public_url}/reporting/{event.period}/{event.office_id}"
        await self._tell(wording.report_submitted(event, link=link, event_id=_id(), at=self.now()))

    async def _tell(self, notice: Notice) -> None:
        if not current_cause().replay:
            await self.notices.add(notice)

    async def _name(self, publisher: Publisher) -> str:
        try:
            return (await self.topics.get(TopicId(publisher.topic))).name
        except TopicUnknown:
            # News may overtake the registration of its office; the name is only a courtesy.
            return "فرمانداری"


def _id() -> str:
    return current_cause().causation_id or ""
