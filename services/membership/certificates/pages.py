"""The pages of certificates: the list, and a certificate with the dialogs that check, sign, return and revoke."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.membership.certificates.access import (
    DRAFT_CERTIFICATE,
    READ_CERTIFICATE,
    REVOKE_CERTIFICATE,
    SIGN_CERTIFICATE,
)
from services.membership.certificates.api import (
    Drafter,
    Pages,
    Queries,
    Reading,
    Registry,
    Revoking,
    Signing,
    pdf_answer,
)
from services.membership.certificates.domain import Certificate, CertificateId
from services.membership.certificates.forms import TypedDeed
from services.membership.certificates.queries import CertificateQueries, Wanted
from services.membership.letters.standing_domain import IN_FORCE, TO_SIGN, UNSIGNED, Standing
from services.membership.service_records.api import Courying, Served, read_service
from services.membership.service_records.domain import TO_NAMES, WAY_NAMES, LetterKey, ServiceRecord
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/certificates")

HERE: Final = "/membership/certificates"
_LIST: Final = Rules(HERE, sorts=("date",), usual_sort="-date", filters={"state": tuple(Standing)})
CHECKED: Final = [Depends(checked_form)]


@router.get("")
async def certificates(page: OnPage, viewer: Reading, queries: Queries) -> Response:
    sees_all = READ_CERTIFICATE.allows(viewer)
    listing = _LIST.read(page.request.query_params)
    asked = [Standing(each) for each in listing.filters.values()]
    wanted = Wanted(asked, None if sees_all else viewer.person_id, listing.words)
    total = await queries.how_many(wanted)
    listing = listing.within(total)
    found = await queries.some(wanted, descending=listing.is_descending, skip=listing.skip, limit=_LIST.size)
    counts = await queries.counts() if sees_all else {}
    return page.show(
        "membership/certificates.html",
        all_of_them=sees_all,
        may_draft=DRAFT_CERTIFICATE.allows(viewer),
        certificates=found,
        listing=listing,
        total=total,
        filters=[
            ("", "همه", sum(counts.values())),
            *((each.value, each.word, counts[each]) for each in counts if counts[each] or each in asked),
        ],
        today=day_of(page.now),
    )


@router.get("/{certificate_id:id}")
async def certificate(
    page: OnPage, certificate_id: str, viewer: Reading, queries: Queries, courier: Courying, served: Served
) -> Response:
    one = await queries.one(certificate_id, viewer)
    service = await read_service(LetterKey(one.kind, one.id), viewer, courier, served)
    return await certificate_page(page, one, viewer, queries, service=service)


@router.get("/{certificate_id:id}/letter.pdf")
async def letter(certificate_id: str, viewer: Reading, pages: Pages) -> Response:
    return pdf_answer(await pages.pdf(CertificateId(certificate_id), by=viewer))


@router.post("/{certificate_id:id}/check", dependencies=CHECKED)
async def check(
    page: OnPage, certificate_id: str, viewer: Drafter, registry: Registry, typed: Annotated[TypedDeed, Form()]
) -> Response:
    checked = await registry.check(CertificateId(certificate_id), version=typed.seen(), by=viewer)
    return page.go(path_of(checked), said="پاراف شد و آماده امضای فرماندار است.")


@router.post("/{certificate_id:id}/batch-check", dependencies=CHECKED)
async def check_batch(
    page: OnPage, certificate_id: str, viewer: Drafter, queries: Queries, registry: Registry
) -> Response:
    one = await queries.one(certificate_id, viewer)
    drafts = [each.id for each in await queries.open_of_batch(one.batch_id)]
    number = await registry.check_batch(drafts, by=viewer)
    return page.go(path_of(one), said=_("%(number)s پیش‌نویس پاراف شد.", number=digits(number)))


@router.post("/{certificate_id:id}/signature", dependencies=CHECKED)
async def sign(
    page: OnPage, certificate_id: str, viewer: Signing, registry: Registry, typed: Annotated[TypedDeed, Form()]
) -> Response:
    signed = await registry.sign(CertificateId(certificate_id), version=typed.seen(), by=viewer)
    number = digits(signed.registered.register_no)
    return page.go(path_of(signed), said=_("امضا شد و با شماره %(number)s در دفتر ثبت شد.", number=number))


@router.post("/{certificate_id:id}/batch-signature", dependencies=CHECKED)
async def sign_batch(
    page: OnPage, certificate_id: str, viewer: Signing, queries: Queries, registry: Registry
) -> Response:
    one = await queries.one(certificate_id, viewer)
    ready = [each.id for each in await queries.open_of_batch(one.batch_id) if each.checked]
    number = await registry.sign_batch(ready, by=viewer)
    return page.go(path_of(one), said=_("%(number)s نامه امضا و ثبت شد.", number=digits(number)))


@router.post("/{certificate_id:id}/return", dependencies=CHECKED)
async def send_back(
    page: OnPage,
    certificate_id: str,
    viewer: Signing,
    queries: Queries,
    registry: Registry,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        sent = await registry.send_back(
            CertificateId(certificate_id), typed.returned(), version=typed.seen(), by=viewer
        )
    except Unfit as unfit:
        one = await queries.one(certificate_id, viewer)
        return await certificate_page(page, one, viewer, queries, errors=unfit.errors, typed=typed, opened="return")
    return page.go(path_of(sent), said="پیش‌نویس با یادداشت شما به دبیرخانه بازگشت.")


@router.post("/{certificate_id:id}/revocation", dependencies=CHECKED)
async def revoke(
    page: OnPage,
    certificate_id: str,
    viewer: Revoking,
    queries: Queries,
    registry: Registry,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        revoked = await registry.revoke(CertificateId(certificate_id), typed.revocation(), by=viewer)
    except Unfit as unfit:
        one = await queries.one(certificate_id, viewer)
        return await certificate_page(page, one, viewer, queries, errors=unfit.errors, typed=typed, opened="revocation")
    return page.go(path_of(revoked), said="لغو شد؛ شماره آن در دفتر می‌ماند.")


@router.post("/{certificate_id:id}/deletion", dependencies=CHECKED)
async def delete(page: OnPage, certificate_id: str, viewer: Drafter, registry: Registry) -> Response:
    await registry.delete(CertificateId(certificate_id), by=viewer)
    return page.go(HERE, said="پیش‌نویس حذف شد.")


async def certificate_page(
    page: Page,
    certificate: Certificate,
    viewer: Viewer,
    queries: CertificateQueries,
    *,
    errors: Mapping[str, str] | None = None,
    typed: TypedDeed | None = None,
    opened: str = "",
    service: Sequence[ServiceRecord] = (),
) -> Response:
    """The page of one certificate, with the dialog open into which something unfit was typed."""
    standing = certificate.standing(day_of(page.now))
    is_draft = standing in UNSIGNED
    drafts, signs = DRAFT_CERTIFICATE.allows(viewer), SIGN_CERTIFICATE.allows(viewer)
    batch = await queries.open_of_batch(certificate.batch_id) if is_draft else []
    unchecked, checked = [each for each in batch if not each.checked], [each for each in batch if each.checked]
    return page.show(
        "membership/certificate.html",
        status=UNFIT_STATUS if errors else 200,
        certificate=certificate,
        today=day_of(page.now),
        service=service,
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
        may_edit=is_draft and drafts,
        may_check=standing is Standing.DRAFT and drafts,
        may_sign=standing is Standing.CHECKED and signs,
        may_return=standing in TO_SIGN and signs,
        may_revoke=standing in IN_FORCE and REVOKE_CERTIFICATE.allows(viewer),
        to_check=len(unchecked) if drafts and len(unchecked) > 1 else 0,
        to_sign=len(checked) if signs and len(checked) > 1 else 0,
        waits=standing is Standing.DRAFT and signs,
        errors=errors or {},
        typed=typed or TypedDeed(),
        opened=opened,
    )


def path_of(certificate: Certificate) -> str:
    """The address of the page of a certificate."""
    return f"{HERE}/{certificate.id}"
