"""Changes of addresses in MongoDB, deleted a month after their links expire."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.accounts.domain import PersonId
from services.membership.own_account.email_domain import EmailChange
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

EMAIL_CHANGES = "email_changes"
_KEPT_SECONDS = 30 * 24 * 3600
INDEXES: Indexes = {EMAIL_CHANGES: [IndexModel([("expires_at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget")]}
AUDITED: Audited = {EMAIL_CHANGES: all_but("secret_hash", "email", "request_id")}

_CHANGE = Shape(EmailChange)


@dataclass(frozen=True, slots=True)
class MongoEmailChangeRepository:
    """Keeps the last change of each person."""

    store: Store

    async def find(self, person_id: PersonId) -> EmailChange | None:
        """Return the last change of a person, if there was one."""
        document = await self.store.get(EMAIL_CHANGES, person_id)
        return _CHANGE.aggregate(document) if document else None

    async def save(self, change: EmailChange, *events: Event) -> None:
        """Keep the change and queue the events: both, or neither."""
        stale = Stale("این درخواست همین حالا تغییر کرده است؛ صفحه را تازه کنید.", of="email-change")
        await save(self.store, EMAIL_CHANGES, change, _CHANGE.document(change), *events, stale=stale)
