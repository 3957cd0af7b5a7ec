"""Bodies in MongoDB."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from services.membership.bodies.domain import Body, BodyId, BodyNotFound
from services.membership.documents import fields_of, to_document
from shared.events import Event
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.errors import AlreadyExists
from shared.store.store import Indexes, Store

BODIES = "bodies"
INDEXES: Indexes = {BODIES: []}
AUDITED: Audited = {BODIES: all_but()}

_BODY = TypeAdapter(Body)


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
        async with self.store.unit_of_work() as work:
            kept = await work.replace(
                BODIES,
                {"_id": body.id, "version": body.version},
                to_document(body) | {"version": body.version + 1},
                insert=body.version == 0,
            )
            if not kept:
                raise AlreadyExists
            work.emit(*events)
        body.version += 1


def to_body(document: Document) -> Body:
    """The body of a document."""
    return _BODY.validate_python(fields_of(document))
