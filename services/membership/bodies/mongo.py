"""Bodies in MongoDB."""

from dataclasses import dataclass

from services.membership.bodies.domain import Body, BodyId, BodyNotFound
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

BODIES = "bodies"
INDEXES: Indexes = {BODIES: []}
AUDITED: Audited = {BODIES: all_but()}

_BODY = Shape(Body)


@dataclass(frozen=True, slots=True)
class MongoBodyRepository:
    """Keeps bodies."""

    store: Store

    async def get(self, body_id: BodyId) -> Body:
        """Return the body, or raise BodyNotFound."""
        document = await self.store.get(BODIES, body_id)
        if document is None:
            raise BodyNotFound("نهادی با این شناسه ثبت نشده است.")
        return to_body(document)

    async def save(self, body: Body, *events: Event) -> None:
        """Keep the body and queue its events: both, or neither."""
        stale = Stale("این نهاد را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="body")
        await save(self.store, BODIES, body, _BODY.document(body), *events, stale=stale)


def to_body(document: Document) -> Body:
    """The body of a document."""
    return _BODY.aggregate(document)
