"""Certificates over HTTP."""

from typing import Annotated, Final

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.membership.certificates.access import (
    DRAFT_CERTIFICATE,
    READ_CERTIFICATE,
    REVOKE_CERTIFICATE,
    SIGN_CERTIFICATE,
)
from services.membership.certificates.domain import MOST_AT_ONCE, CertificateId, Form
from services.membership.certificates.printing_usecases import CertificatePages
from services.membership.certificates.queries import CertificateList, CertificateQueries, CertificateView, Wanted
from services.membership.certificates.usecases import CertificateDesk, CertificateRegistry, NewCertificates
from services.membership.letters.domain import NORMAL
from services.membership.letters.standing_domain import Standing
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")

Id = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]
Paragraph = Annotated[str, Field(min_length=1, max_length=1000)]
PDF: Final = "application/pdf"
_AS_PDF: Final = {200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}, 409: {}}


class Drafting(BaseModel):
    """Certificates to draft, one for each person. `{name}` and `{occasion}` in paragraphs are filled in for each."""

    model_config = ConfigDict(extra="forbid")

    form: Form
    occasion: Line
    person_ids: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)] = []
    others: Annotated[list[Line], Field(max_length=MOST_AT_ONCE)] = []
    """Who is not in the directory: honorific and name, and after a comma what they are."""
    paragraphs: Annotated[list[Paragraph], Field(max_length=6)] = []
    """The usual ones when it is left out."""
    classification: Annotated[str, Field(max_length=40)] = NORMAL
    """Only `normal` («عادی») is accepted."""

    def wanted(self) -> NewCertificates:
        """The certificates that are asked for."""
        return NewCertificates(
            form=self.form,
            occasion=self.occasion,
            person_ids=tuple(self.person_ids),
            others="\n".join(self.others),
            paragraphs=tuple(self.paragraphs),
        )


class Redrafting(BaseModel):
    """A draft as it is to be from now on."""

    model_config = ConfigDict(extra="forbid")

    occasion: Line
    recipient_post: Annotated[str, Field(max_length=200)] = ""
    paragraphs: Annotated[list[Paragraph], Field(min_length=1, max_length=6)]
    version: int | None = None
    """The version on which the changes are based; 409 when it is no longer the present one."""


class Seen(BaseModel):
    """Which version of a draft somebody saw; 409 when it has changed since."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None


class Note(Seen):
    """What is to be changed in a draft."""

    note: Sentence


class Reason(BaseModel):
    """The reason for a revocation, as it will stand in the register."""

    model_config = ConfigDict(extra="forbid")

    reason: Sentence


class Drafted(BaseModel):
    """Drafts, which have no number yet."""

    batch_id: str
    ids: list[str]


Desk = Annotated[CertificateDesk, part(CertificateDesk)]
Registry = Annotated[CertificateRegistry, part(CertificateRegistry)]
Queries = Annotated[CertificateQueries, part(CertificateQueries)]
Pages = Annotated[CertificatePages, part(CertificatePages)]
Drafter = Annotated[Viewer, may(DRAFT_CERTIFICATE)]
Signing = Annotated[Viewer, may(SIGN_CERTIFICATE)]
Revoking = Annotated[Viewer, may(REVOKE_CERTIFICATE)]
Reading = Annotated[Viewer, may(READ_CERTIFICATE)]


@router.post("/certificates", status_code=201, summary="Draft certificates, one for each person")
async def draft(new: Drafting, by: Drafter, desk: Desk) -> Drafted:
    drafts = await desk.draft(new.wanted(), classification=new.classification, by=by)
    return Drafted(batch_id=drafts[0].batch_id, ids=[each.id for each in drafts])


@router.get("/certificates", summary="Certificates, the latest drafted first; one's own signed ones for others")
async def certificates(
    by: Reading,
    queries: Queries,
    state: Standing | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> CertificateList:
    whose = None if READ_CERTIFICATE.allows(by) else by.person_id
    found = await queries.page(Wanted((state,) if state else (), whose), after=after, limit=limit)
    return CertificateList(items=[queries.view(each) for each in found.items], next=found.next)


@router.get("/certificates/{certificate_id:id}", summary="One certificate, also for the person whom it is about")
async def certificate(certificate_id: str, by: Reading, queries: Queries) -> CertificateView:
    return queries.view(await queries.one(certificate_id, by))


@router.get(
    "/certificates/{certificate_id:id}/letter.pdf",
    summary="The page: as it is kept, or of a draft as it would be printed",
    response_class=Response,
    responses=_AS_PDF,  # type: ignore[arg-type] # FastAPI wants int | str as keys
)
async def letter(certificate_id: str, by: Reading, pages: Pages) -> Response:
    return pdf_answer(await pages.pdf(CertificateId(certificate_id), by=by))


@router.put("/certificates/{certificate_id:id}", summary="Write a draft anew")
async def edit(certificate_id: str, new: Redrafting, by: Drafter, desk: Desk, queries: Queries) -> CertificateView:
    edited = await desk.edit(
        CertificateId(certificate_id), new.occasion, new.recipient_post, new.paragraphs, version=new.version, by=by
    )
    return queries.view(edited)


@router.delete("/certificates/{certificate_id:id}", status_code=204, summary="Delete a draft")
async def delete(certificate_id: str, by: Drafter, registry: Registry) -> None:
    await registry.delete(CertificateId(certificate_id), by=by)


@router.post("/certificates/{certificate_id:id}/check", summary="Put the secretariat's initial to a draft")
async def check(
    certificate_id: str, by: Drafter, registry: Registry, queries: Queries, seen: Seen | None = None
) -> CertificateView:
    version = seen.version if seen else None
    return queries.view(await registry.check(CertificateId(certificate_id), version=version, by=by))


@router.post("/certificates/{certificate_id:id}/return", summary="Return a draft to the secretariat with a note")
async def send_back(
    certificate_id: str, new: Note, by: Signing, registry: Registry, queries: Queries
) -> CertificateView:
    sent = await registry.send_back(CertificateId(certificate_id), new.note, version=new.version, by=by)
    return queries.view(sent)


@router.post("/certificates/{certificate_id:id}/signature", summary="Sign a checked draft and enter it in the register")
async def sign(
    certificate_id: str, by: Signing, registry: Registry, queries: Queries, seen: Seen | None = None
) -> CertificateView:
    version = seen.version if seen else None
    return queries.view(await registry.sign(CertificateId(certificate_id), version=version, by=by))


@router.post("/certificates/{certificate_id:id}/revocation", summary="Revoke a certificate; its number stays used")
async def revoke(
    certificate_id: str, new: Reason, by: Revoking, registry: Registry, queries: Queries
) -> CertificateView:
    return queries.view(await registry.revoke(CertificateId(certificate_id), new.reason, by=by))


def pdf_answer(content: bytes) -> Response:
    """A page for a browser: shown, not saved."""
    headers = {"Content-Disposition": 'inline; filename="letter.pdf"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type=PDF, headers=headers)
