"""The section of a person's desk about articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Response

from services.news.articles.access import APPROVE, DRAFT, READ_DRAFTS, SEE_DESK_PART
from services.news.articles.states_domain import Standing, State
from services.news.desk.likeness_queries import LikenessQueries
from services.news.desk.queries import DeskItem, DeskQueries, Tab
from services.news.desk.shown_pages import Items, Likeness
from services.news.guest_desk.queries import GuestDesk
from services.news.guest_desk.waiting_pages import RefusedGuests
from services.news.webhooks.mongo import MongoWebhookRepository
from services.news.webhooks.waiting_pages import SilentWebhooks
from shared.language.shown import ago, digits
from shared.language.speech import gettext as _
from shared.operations.overview import Overview
from shared.operations.parked_entries import ParkedEvents
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When, section_page
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage

router = page_router("/n")

_SHOWN = 5


@router.get("/desk-part")
async def desk_part(
    page: OnPage,
    viewer: Annotated[Viewer, may(SEE_DESK_PART)],
    items: Items,
    likeness: Likeness,
    overview: Annotated[Overview, part(Overview)],
    guests: Annotated[GuestDesk, part(GuestDesk)],
    webhooks: Annotated[MongoWebhookRepository, part(MongoWebhookRepository)],
) -> Response:
    waiting = Waiting(items, page.now)
    found = [await waiting.approvals(viewer), await waiting.drafts(viewer), await waiting.with_the_desk(viewer)]
    found.append(await waiting.joint(viewer, likeness))
    found.append(await ParkedEvents("news", overview).entries(viewer, page.now))
    found.append(await RefusedGuests(guests).entries(viewer, page.now))
    found.append(await SilentWebhooks(webhooks).entries(viewer))
    return section_page(page, [entry for entries in found for entry in entries])


@dataclass(frozen=True, slots=True)
class Waiting:
    """Makes entries of the articles that somebody has to write, approve or publish."""

    items: DeskQueries
    now: datetime

    async def approvals(self, viewer: Viewer) -> Sequence[Entry]:
        """The articles of others that wait for this person's approval."""
        if not APPROVE.is_open_on_any(viewer):
            return []
        number, found = await self.items.waiting_for(viewer, limit=_SHOWN)
        entries = [
            Entry(
                When.TODAY,
                "eye",
                _("تأیید خبر «%(headline)s»", headline=item.headline),
                f"{item.publisher.name} · {self._asked(item)}",
                item.href,
                "دیدن و تأیید",
                tone="brand",
            )
            for item in found
        ]
        return [
            *entries,
            *_more(When.TODAY, number - len(found), "%(number)s خبر دیگر در انتظار تأیید شماست", Tab.WAITING),
        ]

    async def drafts(self, viewer: Viewer) -> Sequence[Entry]:
        """The unfinished articles of the publishers for whom this person writes. Approved ones come first."""
        number, found = await self.items.of_publishers(DRAFT.own_of(viewer), viewer, limit=_SHOWN, unfinished=True)
        entries = [_cleared(item) if item.article.state is State.APPROVED else self._draft(item) for item in found]
        return [*entries, *_more(When.WHENEVER, number - len(found), "%(number)s خبر ناتمام دیگر", Tab.DRAFTS)]

    async def with_the_desk(self, viewer: Viewer) -> Sequence[Entry]:
        """The articles of this person's publishers that wait for somebody else's approval."""
        if APPROVE.is_open_on_any(viewer):
            return []
        number, found = await self.items.of_publishers(
            READ_DRAFTS.own_of(viewer), viewer, limit=_SHOWN, unfinished=False
        )
        entries = [
            Entry(
                When.OTHERS,
                "hourglass",
                _("خبر «%(headline)s»", headline=item.headline),
                _("نزد دبیرخانه · %(asked)s", asked=self._asked(item)),
                item.href,
                state="در انتظار تأیید",
            )
            for item in found
        ]
        return [*entries, *_more(When.OTHERS, number - len(found), "%(number)s خبر دیگر نزد دبیرخانه است", Tab.WAITING)]

    async def joint(self, viewer: Viewer, likeness: LikenessQueries) -> Sequence[Entry]:
        """The articles for which the publishers of this person are asked to agree to a joint publication."""
        owners = DRAFT.own_of(viewer)
        found = await likeness.asked_of(owners, limit=_SHOWN) if owners else []
        return [
            Entry(
                When.TODAY,
                "news",
                _("هم‌انتشاری خبر «%(headline)s»", headline=item.headline),
                item.publisher.name,
                item.href,
                "دیدن و پاسخ",
                tone="brand",
            )
            for item in await self.items.items_of(found, viewer)
        ]

    def _draft(self, item: DeskItem) -> Entry:
        if item.standing is Standing.RETURNED and item.article.returned:
            return Entry(
                When.TODAY,
                "pencil",
                _("خبر «%(headline)s» برگردانده شد", headline=item.headline),
                f"{item.publisher.name} · {item.article.returned.note}",
                item.href,
                "دیدن یادداشت و اصلاح",
                tone="brand",
            )
        began = f" · {ago(item.article.created_at, self.now)}" if item.article.created_at else ""
        return Entry(
            When.WHENEVER,
            "pencil",
            _("پیش‌نویس «%(headline)s»", headline=item.headline),
            f"{item.publisher.name}{began}",
            item.href,
            "ادامه نوشتن",
        )

    def _asked(self, item: DeskItem) -> str:
        asked_at = item.article.approval_asked_at
        return _("ارسال‌شده %(ago)s", ago=ago(asked_at, self.now)) if asked_at else ""


def _cleared(item: DeskItem) -> Entry:
    title = _("خبر «%(headline)s» تأیید شد", headline=item.headline)
    text = _("%(publisher)s · آماده انتشار است", publisher=item.publisher.name)
    return Entry(When.TODAY, "circle-check", title, text, item.href, "انتشار", tone="brand")


def _more(when: When, number: int, words: str, tab: Tab) -> Sequence[Entry]:
    if not number:
        return []
    title = _(words, number=digits(number))
    text, href = _("همه در میز خبر است."), f"/n/desk?tab={tab}"
    return [Entry(when, "news", title, text, href, "میز خبر", state="در میز خبر", stands_for=number)]
