"""Certificates over HTTP."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.membership.certificates.access import DRAFT_CERTIFICATE, READ_CERTIFICATE, RIGHTS, SIGN_CERTIFICATE
from services.membership.certificates.domain import MOST_AT_ONCE, Certificate, CertificateId, Form
from services.membership.certificates.printing_usecases import CertificatePages
from services.membership.certificates.queries import CertificateList, CertificateQueries, CertificateView, Wanted
from services.membership.certificates.usecases import CertificateDesk, CertificateRegistry, NewCertificates
from services.membership.letters.domain import NORMAL
from services.membership.letters.plain_api import AS_PDF, Id, KindRoutes, Line, add_deeds, pdf_answer
from services.membership.letters.standing_domain import Standing
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")

Paragraph = Annotated[str, Field(min_length=1, max_length=1000)]


class Drafting(BaseModel):
    """Certificates to draft, one for each person. `{name}` and `{occasion}` in paragraphs are filled in for each."""

    model_config = ConfigDict(extra="forbid")

    form: Form
    occasion: Line
    groups: Annotated[list[Id], Field(max_length=20)] = []
    """`heads`, or `body/` and the id of a body."""
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
            groups=tuple(self.groups),
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


class RefusedPerson(BaseModel):
    """Somebody for whom nothing could be drafted, and why."""

    person_id: str
    reason: str


class DraftedView(BaseModel):
    """Drafts, which have no number yet."""

    batch_id: str | None
    """Null when nothing could be drafted."""
    ids: list[str]
    refused: list[RefusedPerson] = []


Desk = Annotated[CertificateDesk, part(CertificateDesk)]
Registry = Annotated[CertificateRegistry, part(CertificateRegistry)]
Queries = Annotated[CertificateQueries, part(CertificateQueries)]
Pages = Annotated[CertificatePages, part(CertificatePages)]
Drafter = Annotated[Viewer, may(DRAFT_CERTIFICATE)]
Signing = Annotated[Viewer, may(SIGN_CERTIFICATE)]
Reading = Annotated[Viewer, may(READ_CERTIFICATE)]


@router.post("/certificates", status_code=201, summary="Draft certificates, one for each person")
async def draft(new: Drafting, by: Drafter, desk: Desk) -> DraftedView:
    drafted = await desk.draft(new.wanted(), classification=new.classification, by=by)
    return DraftedView(
        batch_id=drafted.drafts[0].batch_id if drafted.drafts else None,
        ids=[each.id for each in drafted.drafts],
        refused=[RefusedPerson(person_id=each.person_id, reason=each.reason) for each in drafted.refused],
    )


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


@router.get("/certificates/{letter_id:id}", summary="One certificate, also for the person whom it is about")
async def certificate(letter_id: str, by: Reading, queries: Queries) -> CertificateView:
    return queries.view(await queries.one(letter_id, by))


@router.get(
    "/certificates/{letter_id:id}/letter.pdf",
    summary="The page: as it is kept, or of a draft as it would be printed",
    response_class=Response,
    responses=AS_PDF,
)
async def letter(letter_id: str, by: Reading, pages: Pages) -> Response:
    return pdf_answer(await pages.pdf(CertificateId(letter_id), by=by))


@router.put("/certificates/{letter_id:id}", summary="Write a draft anew")
async def edit(letter_id: str, new: Redrafting, by: Drafter, desk: Desk, queries: Queries) -> CertificateView:
    edited = await desk.edit(
        CertificateId(letter_id), new.occasion, new.recipient_post, new.paragraphs, version=new.version, by=by
    )
    return queries.view(edited)


async def _shown(queries: CertificateQueries, one: Certificate, by: Viewer) -> CertificateView:
    del by
    return queries.view(one)


add_deeds(
    router,
    KindRoutes(
        "/certificates/{letter_id:id}", RIGHTS, CertificateRegistry, CertificateQueries, CertificateView, _shown
    ),
)
