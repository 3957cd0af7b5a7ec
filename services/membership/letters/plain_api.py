"""The routes by which letters of every kind from which no right follows are checked, returned, signed and revoked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.membership.letters.access import LetterRights
from services.membership.letters.domain import LetterId
from services.membership.letters.plain_domain import PlainLetter
from services.membership.letters.registrar_usecases import Registrar
from services.membership.letters.scan_domain import SUFFIXES, media_type_of
from services.membership.letters.series_domain import LONGEST_NUMBER
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.rules import may

Plain = TypeVar("Plain", bound=PlainLetter)

Id = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]
PDF: Final = "application/pdf"
AS_PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}
}


class Seen(BaseModel):
    """Which version of a draft somebody saw; 409 when it has changed since."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None


class Signature(Seen):
    """What goes with a signature."""

    number: Annotated[str, Field(max_length=LONGEST_NUMBER)] = ""
    """The number that the office automation gave, for a series that gets its numbers there."""


class Note(Seen):
    """What is to be changed in a draft."""

    note: Sentence


class Reason(BaseModel):
    """The reason for a revocation, as it will stand in the register."""

    model_config = ConfigDict(extra="forbid")

    reason: Sentence


@dataclass(frozen=True, slots=True)
class KindRoutes(Generic[Plain]):
    """What the routes of one kind of letters are made of."""

    path: str
    """Of one letter: `/certificates/{letter_id:id}`."""
    rights: LetterRights
    registrar: type[Registrar[Plain]]
    queries: type[Any]
    view: type[BaseModel]
    shown: Callable[[Any, Plain, Viewer], Awaitable[BaseModel]]
    """Makes the view of a letter for a person, by the queries of the kind."""


def add_deeds(router: APIRouter, kind: KindRoutes[Plain]) -> None:
    """Add to a router what is done with one letter of a kind."""
    rights, path, view = kind.rights, kind.path, kind.view

    @router.delete(path, status_code=204, summary="Delete a draft")
    async def delete(
        letter_id: str,
        by: Annotated[Viewer, may(rights.drafting)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
    ) -> None:
        await registry.delete(LetterId(letter_id), by=by)

    @router.post(f"{path}/check", response_model=view, summary="Put the secretariat's initial to a draft")
    async def check(
        letter_id: str,
        by: Annotated[Viewer, may(rights.drafting)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        queries: Annotated[Any, part(kind.queries)],
        seen: Seen | None = None,
    ) -> Any:
        version = seen.version if seen else None
        return await kind.shown(queries, await registry.check(LetterId(letter_id), version=version, by=by), by)

    @router.post(f"{path}/return", response_model=view, summary="Return a draft to the secretariat with a note")
    async def send_back(
        letter_id: str,
        new: Note,
        by: Annotated[Viewer, may(rights.signing)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        queries: Annotated[Any, part(kind.queries)],
    ) -> Any:
        sent = await registry.send_back(LetterId(letter_id), new.note, version=new.version, by=by)
        return await kind.shown(queries, sent, by)

    @router.post(f"{path}/signature", response_model=view, summary="Sign a checked draft and enter it in the register")
    async def sign(
        letter_id: str,
        by: Annotated[Viewer, may(rights.signing)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        queries: Annotated[Any, part(kind.queries)],
        new: Signature | None = None,
    ) -> Any:
        given = new or Signature()
        signed = await registry.sign(LetterId(letter_id), version=given.version, number=given.number, by=by)
        return await kind.shown(queries, signed, by)

    @router.post(f"{path}/revocation", response_model=view, summary="Revoke a letter; its number stays used")
    async def revoke(
        letter_id: str,
        new: Reason,
        by: Annotated[Viewer, may(rights.revoking)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        queries: Annotated[Any, part(kind.queries)],
    ) -> Any:
        return await kind.shown(queries, await registry.revoke(LetterId(letter_id), new.reason, by=by), by)


def pdf_answer(content: bytes) -> Response:
    """Pages for a browser: shown, not saved. The scan of what was signed by hand may be a picture."""
    media_type = media_type_of(content)
    headers = {
        "Content-Disposition": f'inline; filename="letter.{SUFFIXES[media_type]}"',
        "Cache-Control": "private, no-cache",
    }
    return Response(content, media_type=media_type, headers=headers)
