"""Password links in MongoDB, deleted a month after they expire."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.password_links.domain import LinkOver, PasswordLink, PasswordLinkId
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

PASSWORD_LINKS = "password_links"  # noqa: S105 - a collection
_KEPT_SECONDS = 30 * 24 * 3600
INDEXES: Indexes = {PASSWORD_LINKS: [IndexModel([("expires_at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget")]}
AUDITED: Audited = {PASSWORD_LINKS: all_but("secret_hash")}

_LINK = Shape(PasswordLink)


@dataclass(frozen=True, slots=True)
class MongoPasswordLinkRepository:
    """Keeps links."""

    store: Store

    async def get(self, link_id: PasswordLinkId) -> PasswordLink:
        """Return the link, or raise LinkOver."""
        document = await self.store.get(PASSWORD_LINKS, link_id)
        if document is None:
            raise LinkOver("این پیوند استفاده شده یا مهلت آن گذشته است؛ پیوند تازه درخواست کنید.")
        return _LINK.aggregate(document)

    async def save(self, link: PasswordLink, *events: Event) -> None:
        """Keep the link and queue the events: both, or neither."""
        stale = Stale("این پیوند را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="password-link")
        await save(self.store, PASSWORD_LINKS, link, _LINK.document(link), *events, stale=stale)
