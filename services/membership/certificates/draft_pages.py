"""The forms by which certificates are drafted, for one or many, and by which a draft is edited."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Form, Query, Response

from services.membership.certificates.api import Desk, Drafter, Queries
from services.membership.certificates.domain import MOST_AT_ONCE, WORDS, Certificate, CertificateId
from services.membership.certificates.forms import TypedCertificates, TypedDraft
from services.membership.certificates.pages import HERE, path_of
from services.membership.certificates.wording_domain import STANDARD
from services.membership.letters.addressees_domain import WrongAddressees
from services.membership.letters.addressees_queries import AddresseeQueries
from services.membership.letters.domain import NotAddressed
from services.membership.letters.plain_pages import CHECKED
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router(HERE)

_FIELDS: Final[Mapping[type[Exception], str]] = {WrongAddressees: "others", NotAddressed: "person_ids"}
"""Beside which field a refusal is shown."""

Offered = Annotated[AddresseeQueries, part(AddresseeQueries)]


@router.get("/new")
async def ask(
    page: OnPage, _viewer: Drafter, offered: Offered, asked: Annotated[TypedCertificates, Query()]
) -> Response:
    """The form, and with words typed into its search field, the people who are found."""
    return await _form(page, offered, asked)


@router.post("/new", dependencies=CHECKED)
async def begin(
    page: OnPage, viewer: Drafter, desk: Desk, offered: Offered, typed: Annotated[TypedCertificates, Form()]
) -> Response:
    if typed.search:
        return await _form(page, offered, typed)
    try:
        drafts = await desk.draft(typed.read(), by=viewer)
    except Unfit as unfit:
        return await _form(page, offered, typed, errors=unfit.errors)
    except tuple(_FIELDS) as refusal:
        errors = {_FIELDS[type(refusal)]: str(refusal)}
        return await _form(page, offered, typed, errors=errors, status=page.status_of(refusal))
    said = _("%(number)s پیش‌نویس ساخته شد.", number=digits(len(drafts)))
    return page.go(path_of(drafts[0]) if len(drafts) == 1 else HERE, said=said)


@router.get("/{letter_id:id}/edit")
async def ask_edit(page: OnPage, letter_id: str, viewer: Drafter, queries: Queries) -> Response:
    """The form of a draft."""
    certificate = await queries.one(letter_id, viewer)
    certificate.must_be_draft()
    return _edit_form(page, certificate, TypedDraft.of(certificate))


@router.post("/{letter_id:id}/edit", dependencies=CHECKED)
async def edit(
    page: OnPage,
    letter_id: str,
    viewer: Drafter,
    queries: Queries,
    desk: Desk,
    typed: Annotated[TypedDraft, Form()],
) -> Response:
    certificate = await queries.one(letter_id, viewer)
    try:
        new = typed.read()
    except Unfit as unfit:
        return _edit_form(page, certificate, typed, errors=unfit.errors)
    edited = await desk.edit(
        CertificateId(letter_id), new.occasion, new.recipient_post, new.paragraphs, version=new.version, by=viewer
    )
    return page.go(path_of(edited), said="پیش‌نویس ذخیره شد.")


async def _form(
    page: Page,
    offered: AddresseeQueries,
    typed: TypedCertificates,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    return page.show(
        "membership/certificate-new.html",
        status=status if errors else 200,
        typed=typed,
        errors=errors or {},
        people=await offered.offered(typed.words, typed.person_ids[:MOST_AT_ONCE]),
        forms=[(form.value, word) for form, word in WORDS.items()],
        standard=[(form.word, paragraphs) for form, paragraphs in STANDARD.items()],
        most=MOST_AT_ONCE,
    )


def _edit_form(
    page: Page, certificate: Certificate, typed: TypedDraft, *, errors: Mapping[str, str] | None = None
) -> Response:
    return page.show(
        "membership/certificate-edit.html",
        status=UNFIT_STATUS if errors else 200,
        certificate=certificate,
        typed=typed,
        errors=errors or {},
    )
