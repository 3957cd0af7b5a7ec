"""The forms by which certificates are drafted, for one or many, and by which a draft is edited."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query, Response

from services.membership.certificates.api import Desk, Drafter, Queries
from services.membership.certificates.domain import MOST_AT_ONCE, WORDS, Certificate, CertificateId
from services.membership.certificates.forms import TypedCertificates, TypedDraft
from services.membership.certificates.pages import HERE, path_of
from services.membership.certificates.wording_domain import STANDARD
from services.membership.letters.addressees_domain import WrongAddressees
from services.membership.letters.addressees_queries import AddresseeQueries
from services.membership.letters.addressees_usecases import AddressBook
from services.membership.letters.groups_queries import GroupQueries
from services.membership.letters.plain_pages import CHECKED
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router(HERE)

Offered = Annotated[AddresseeQueries, part(AddresseeQueries)]
Groups = Annotated[GroupQueries, part(GroupQueries)]
Book = Annotated[AddressBook, part(AddressBook)]
Someone = Annotated[str, Query(max_length=60)]


@router.get("/new")
async def ask(
    page: OnPage, _viewer: Drafter, offered: Offered, groups: Groups, asked: Annotated[TypedCertificates, Query()]
) -> Response:
    """The form, and with words typed into its search field, the people who are found."""
    return await _form(page, offered, groups, asked)


@router.post("/new", dependencies=CHECKED)
async def begin(
    page: OnPage,
    viewer: Drafter,
    desk: Desk,
    offered: Offered,
    groups: Groups,
    typed: Annotated[TypedCertificates, Form()],
) -> Response:
    if typed.search:
        return await _form(page, offered, groups, typed)
    try:
        drafted = await desk.draft(typed.read(), by=viewer)
    except Unfit as unfit:
        return await _form(page, offered, groups, typed, errors=unfit.errors)
    except WrongAddressees as refusal:
        errors, status = {"others": str(refusal)}, page.status_of(refusal)
        return await _form(page, offered, groups, typed, errors=errors, status=status)
    drafts = drafted.drafts
    said = _("%(number)s پیش‌نویس ساخته شد.", number=digits(len(drafts)))
    if len(drafts) == 1 and not drafted.refused:
        return page.go(path_of(drafts[0]), said=said)
    batch = [("batch", drafts[0].batch_id)] if drafts else []
    left = [("left", each.person_id) for each in drafted.refused]
    return page.go(f"{HERE}/drafted?{urlencode([*batch, *left])}", said=said)


@router.get("/drafted")
async def drafted(
    page: OnPage,
    _viewer: Drafter,
    queries: Queries,
    book: Book,
    batch: Someone = "",
    left: Annotated[list[Someone] | None, Query(max_length=MOST_AT_ONCE)] = None,
) -> Response:
    """What was drafted together, and for whom nothing was: why, as it is now."""
    ready, refused = await book.known_of(left or [])
    return page.show(
        "membership/certificates-drafted.html",
        certificates=await queries.open_of_batch(batch),
        ready=ready,
        refused=refused,
        today=day_of(page.now),
    )


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
    groups: GroupQueries,
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
        groups=await groups.offered(),
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
