"""Programs' tokens in MongoDB; forgotten a year after their end."""

from dataclasses import dataclass

from pydantic import TypeAdapter
from pymongo import IndexModel

from services.membership.documents import fields_of, to_document
from services.membership.program_tokens.domain import ProgramToken, ProgramTokenId, ProgramTokenUnknown
from shared.events import Event
from shared.store.audit.notes import Audited, all_but
from shared.store.errors import AlreadyExists
from shared.store.store import Indexes, Store

PROGRAM_TOKENS = "program_tokens"
_KEPT_SECONDS = 366 * 24 * 3600
INDEXES: Indexes = {
    PROGRAM_TOKENS: [
        IndexModel([("person_id", 1), ("_id", -1)]),
        IndexModel([("expires_at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget"),
    ]
}
AUDITED: Audited = {PROGRAM_TOKENS: all_but("secret_hash")}

_TOKEN = TypeAdapter(ProgramToken)


@dataclass(frozen=True, slots=True)
class MongoProgramTokenRepository:
    """Keeps tokens, and lists them for their person."""

    store: Store

    async def get(self, token_id: ProgramTokenId) -> ProgramToken:
        """Return the token, or raise ProgramTokenUnknown."""
        document = await self.store.get(PROGRAM_TOKENS, token_id)
        if document is None:
            raise ProgramTokenUnknown("این نشان برنامه درست نیست یا به پایان رسیده است.")
        return _TOKEN.validate_python(fields_of(document))

    async def of_person(self, person_id: str) -> list[ProgramToken]:
        """The tokens of a person that were not revoked, the latest first."""
        where = {"person_id": person_id, "revoked_at": None}
        found = await self.store.find(PROGRAM_TOKENS, where, sort=[("_id", -1)])
        return [_TOKEN.validate_python(fields_of(document)) for document in found]

    async def save(self, token: ProgramToken, *events: Event) -> None:
        """Keep the token and queue the events: both, or neither."""
        async with self.store.unit_of_work() as work:
            kept = await work.replace(
                PROGRAM_TOKENS,
                {"_id": token.id, "version": token.version},
                to_document(token) | {"version": token.version + 1},
                insert=token.version == 0,
            )
            if not kept:
                raise AlreadyExists
            work.emit(*events)
        token.version += 1
