"""Tokens of programs in MongoDB, deleted a year after they expire."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.program_tokens.domain import ProgramToken, ProgramTokenId, ProgramTokenUnknown
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
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

_TOKEN = Shape(ProgramToken)


@dataclass(frozen=True, slots=True)
class MongoProgramTokenRepository:
    """Keeps tokens."""

    store: Store

    async def get(self, token_id: ProgramTokenId) -> ProgramToken:
        """Return the token, or raise ProgramTokenUnknown."""
        document = await self.store.get(PROGRAM_TOKENS, token_id)
        if document is None:
            raise ProgramTokenUnknown("این توکن دسترسی درست نیست یا منقضی شده است.")
        return to_program_token(document)

    async def of_person(self, person_id: str) -> list[ProgramToken]:
        """Return the tokens of a person that were not revoked."""
        found = await self.store.find(PROGRAM_TOKENS, {"person_id": person_id, "revoked_at": None}, sort=[("_id", -1)])
        return [to_program_token(document) for document in found]

    async def save(self, token: ProgramToken, *events: Event) -> None:
        """Keep the token and queue the events: both, or neither."""
        stale = Stale("این توکن دسترسی را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="program-token")
        await save(self.store, PROGRAM_TOKENS, token, _TOKEN.document(token), *events, stale=stale)


def to_program_token(document: Document) -> ProgramToken:
    """The token of a document."""
    return _TOKEN.aggregate(document)
