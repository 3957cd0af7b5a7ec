"""The pages of certificates: the list, and a certificate with the dialogs that check, sign, return and revoke."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Response, UploadFile

from services.membership.certificates.access import DRAFT_CERTIFICATE, READ_CERTIFICATE, RIGHTS
from services.membership.certificates.api import Drafter, Pages, Queries, Reading, Registry, Signing
from services.membership.certificates.domain import Certificate, CertificateId
from services.membership.certificates.honouring_usecases import Thanks
from services.membership.certificates.queries import CertificateQueries, Wanted
from services.membership.certificates.usecases import CertificateRegistry
from services.membership.letters.domain import State
from services.membership.letters.plain_api import pdf_answer
from services.membership.letters.plain_forms import TypedDeed
from services.membership.letters.plain_pages import CHECKED, KindPages, add_deeds, open_deeds
from services.membership.letters.scan_domain import MOST_BYTES, NotAScan
from services.membership.letters.standing_domain import Standing
from services.membership.service_records.api import Courying, Served, read_service
from services.membership.service_records.domain import TO_NAMES, WAY_NAMES, LetterKey, ServiceRecord
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/certificates")

HERE: Final = "/membership/certificates"
_LIST: Final = Rules(HERE, sorts=("date",), usual_sort="-date", filters={"state": tuple(Standing)})


Honours = Annotated[Thanks, part(Thanks)]


@router.get("")
async def certificates(page: OnPage, viewer: Reading, queries: Queries, thanks: Honours) -> Response:
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
        may_sign=await queries.may_sign(viewer),
        certificates=found,
        thanks_members=thanks.is_on,
        listing=listing,
        total=total,
        filters=[
            ("", "همه", sum(counts.values())),
            *((each.value, each.word, counts[each]) for each in counts if counts[each] or each in asked),
        ],
        today=day_of(page.now),
    )


@router.get("/{letter_id:id}")
async def certificate(
    page: OnPage, letter_id: str, viewer: Reading, queries: Queries, courier: Courying, served: Served
) -> Response:
    one = await queries.one(letter_id, viewer)
    service = await read_service(LetterKey(one.kind, one.id), viewer, courier, served)
    return await certificate_page(page, one, viewer, queries, service=service)


@router.get("/{letter_id:id}/letter.pdf")
async def letter(letter_id: str, viewer: Reading, pages: Pages) -> Response:
    return pdf_answer(await pages.pdf(CertificateId(letter_id), by=viewer))


@router.post("/{letter_id:id}/batch-check", dependencies=CHECKED)
async def check_batch(page: OnPage, letter_id: str, viewer: Drafter, queries: Queries, registry: Registry) -> Response:
    one = await queries.one(letter_id, viewer)
    drafts = [each.id for each in await queries.open_of_batch(one.batch_id)]
    number = await registry.check_batch(drafts, by=viewer)
    return page.go(path_of(one), said=_("%(number)s پیش‌نویس پاراف شد.", number=digits(number)))


@router.post("/{letter_id:id}/batch-signature", dependencies=CHECKED)
async def sign_batch(page: OnPage, letter_id: str, viewer: Signing, queries: Queries, registry: Registry) -> Response:
    one = await queries.one(letter_id, viewer)
    ready = [each.id for each in await queries.open_of_batch(one.batch_id) if each.checked]
    number = await registry.sign_batch(ready, by=viewer)
    return page.go(path_of(one), said=_("%(number)s نامه امضا و ثبت شد.", number=digits(number)))


@router.post("/{letter_id:id}/scan", dependencies=CHECKED)
async def attach_scan(
    page: OnPage, letter_id: str, viewer: Drafter, queries: Queries, pages: Pages, scan: UploadFile
) -> Response:
    try:
        await pages.attach_scan(CertificateId(letter_id), await scan.read(MOST_BYTES + 1), by=viewer)
    except NotAScan as refusal:
        one = await queries.one(letter_id, viewer)
        return await certificate_page(page, one, viewer, queries, errors={"scan": str(refusal)})
    return page.go(f"{HERE}/{letter_id}", said="اسکن پیوست شد و نامه ابلاغ می‌شود.")


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
    today = day_of(page.now)
    may_do = await open_deeds(certificate, viewer, RIGHTS, queries.chancery, on=today)
    batch = await queries.open_of_batch(certificate.batch_id) if certificate.state is State.DRAFT else []
    unchecked, checked = [each for each in batch if not each.checked], [each for each in batch if each.checked]
    signs = await queries.may_sign(viewer) and not may_do["asks_number"]
    return page.show(
        "membership/certificate.html",
        status=UNFIT_STATUS if errors else 200,
        certificate=certificate,
        today=today,
        service=service,
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
        **may_do,
        to_check=len(unchecked) if may_do["may_edit"] and len(unchecked) > 1 else 0,
        to_sign=len(checked) if signs and len(checked) > 1 else 0,
        errors=errors or {},
        typed=typed or TypedDeed(),
        opened=opened,
    )


def path_of(certificate: Certificate) -> str:
    """The address of the page of a certificate."""
    return f"{HERE}/{certificate.id}"


add_deeds(router, KindPages(HERE, RIGHTS, CertificateRegistry, CertificateQueries, certificate_page))
