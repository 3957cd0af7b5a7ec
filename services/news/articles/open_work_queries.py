"""The articles that a handover passes on: those that are not published yet, or wait for approval."""

from dataclasses import dataclass
from typing import Any

from services.news.articles.domain import Article
from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.states_domain import State
from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS, OpenItem, OpenShare
from shared.persian.jalali import clock, date_with_year
from shared.runtime.access import PR_MANAGER
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenArticles:
    """Lists them, the oldest first."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return the open articles of the post.

        They are all of the office for its PR manager, and for any other post those that the person wrote in its name.
        """
        kind, key = ("office", handover.office_id) if handover.office_id else ("body", handover.body_id)
        if key is None:
            return OpenShare()
        where: dict[str, Any] = {"publisher_id": f"{kind}/{key}", "$or": _OPEN}
        if handover.role != PR_MANAGER:
            where["author_id"] = handover.from_person_id
        found = await self.store.find(ARTICLES, where, sort=[("created_at", 1), ("_id", 1)], limit=MOST_ITEMS)
        number = len(found) if len(found) < MOST_ITEMS else await self.store.count(ARTICLES, where)
        return OpenShare([_item(to_article(document)) for document in found], more=number - len(found))


_OPEN = [
    {"state": {"$in": [State.DRAFT.value, State.APPROVED.value]}, "deleted_at": None},
    {"state": State.PUBLISHED.value, "approval_asked_at": {"$ne": None}},
]


def _item(article: Article) -> OpenItem:
    return OpenItem(
        id=article.id, kind="article", title=_title(article), href=f"/n/desk/{article.id}", note=_note(article)
    )


def _title(article: Article) -> str:
    """A headline travels only once it is public: nobody has looked yet whether a draft names a citizen."""
    if article.state is State.PUBLISHED:
        return f"خبر «{article.content.headline}»"  # stays Persian: an event
    if article.created_at is None:
        return "پیش‌نویس خبر"  # stays Persian: an event
    begun = article.created_at
    return f"پیش‌نویس خبر، {date_with_year(begun)}، ساعت {clock(begun)}"  # stays Persian: an event


def _note(article: Article) -> str:
    if article.state is State.PUBLISHED:
        return "برای صفحه نخست در انتظار تأیید است"  # stays Persian: an event
    if article.plan:
        return "زمان انتشار آن تعیین شده است"  # stays Persian: an event
    if article.returned:
        return "دبیرخانه آن را برگردانده است"  # stays Persian: an event
    if article.state is State.APPROVED:
        return "تأیید شده و آماده انتشار است"  # stays Persian: an event
    return "در انتظار تأیید است" if article.approval_asked_at else ""  # stays Persian: an event
