"""The operator's pages of guests. A new key stands on the answer that made it, and nowhere else."""

import base64
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Form, Response, UploadFile

from services.news.guest_desk.access import KEEP_GUESTS, READ_GUESTS
from services.news.guest_desk.forms import TypedAllowed, TypedGuest
from services.news.guest_desk.queries import GuestDesk
from services.news.guests.contracts_domain import HOUSE_CONTRACTS
from services.news.guests.domain import GuestName, GuestUnfit
from services.news.guests.guide_usecases import Credentials, Guidebook
from services.news.guests.usecases import Admission, GuestRegistry
from services.news.publishers.queries import PublisherQueries
from shared.events.catalogue import PUBLIC
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.persian.order import alphabetical
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.store.errors import AlreadyExists
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.sheets import as_file
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/n")

HERE: Final = "/n/guests"
RULES: Final = Rules(HERE, sorts=(), usual_sort="")
_CHECKED = [Depends(checked_form)]
_LARGEST_FILE: Final = 64 * 1024
_TAKEN: Final = "سامانه دیگری با این نام ثبت شده است."
_NO_STORE: Final = {"Cache-Control": "no-store"}

Reading = Annotated[Viewer, may(READ_GUESTS)]
Keeping = Annotated[Viewer, may(KEEP_GUESTS)]
Desk = Annotated[GuestDesk, part(GuestDesk)]
Registry = Annotated[GuestRegistry, part(GuestRegistry)]
Guide = Annotated[Guidebook, part(Guidebook)]
Offices = Annotated[PublisherQueries, part(PublisherQueries)]


@router.get("/guests")
async def listed(page: OnPage, viewer: Reading, desk: Desk) -> Response:
    listing = RULES.read(page.request.query_params)
    every = await desk.found(listing.words)
    listing = listing.within(len(every))
    shown = every[listing.skip : listing.skip + RULES.size]
    return page.show(
        "guest_desk/list.html",
        listing=listing,
        total=len(every),
        lines=await desk.lines(shown, now=page.now),
        may_keep=KEEP_GUESTS.allows(viewer),
    )


@router.get("/new-guest")
async def ask(page: OnPage, _viewer: Keeping, offices: Offices) -> Response:
    return await _form(page, offices, TypedGuest())


@router.post("/new-guest", dependencies=_CHECKED)
async def admit(
    page: OnPage,
    _viewer: Keeping,
    offices: Offices,
    registry: Registry,
    desk: Desk,
    guide: Guide,
    typed: Annotated[TypedGuest, Form()],
) -> Response:
    try:
        new = typed.read_new()
        admission = await registry.admit(
            new.name,
            new.office,
            may_publish=new.may_publish,
            may_read=new.may_read,
            is_sandbox=new.sandbox,
            per_minute=new.per_minute,
            at_once=new.at_once,
        )
    except Unfit as unfit:
        return await _form(page, offices, typed, unfit.errors)
    except AlreadyExists:
        return await _form(page, offices, typed, {"name": _TAKEN})
    except GuestUnfit as unfit:
        return await _form(page, offices, typed, {"may_publish": str(unfit)})
    return await _handed_over(page, admission, desk, guide, about="سامانه ثبت شد و از همین حالا می‌تواند منتشر کند.")


@router.get("/guests/{name}")
async def one(page: OnPage, viewer: Reading, name: str, desk: Desk) -> Response:
    return await _sheet(page, viewer, name, desk)


@router.post("/guests/{name}/editing", dependencies=_CHECKED)
async def change(
    page: OnPage,
    viewer: Keeping,
    name: str,
    desk: Desk,
    registry: Registry,
    typed: Annotated[TypedAllowed, Form()],
) -> Response:
    try:
        allowed = typed.read()
        await registry.change(
            name,
            may_publish=allowed.may_publish,
            may_read=allowed.may_read,
            per_minute=allowed.per_minute,
            at_once=allowed.at_once,
        )
    except Unfit as unfit:
        return await _sheet(page, viewer, name, desk, typed=typed, errors=unfit.errors)
    except (GuestUnfit, Stale) as refused:
        return await _sheet(page, viewer, name, desk, typed=typed, errors={"may_publish": str(refused)})
    return page.go(f"{HERE}/{name}", said="اجازه‌های این سامانه ذخیره شد.")


@router.post("/guests/{name}/key", dependencies=_CHECKED)
async def renew_key(
    page: OnPage,
    _viewer: Keeping,
    name: str,
    registry: Registry,
    desk: Desk,
    guide: Guide,
    stolen: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    voids_others = stolen == "yes"
    admission = await registry.renew_key(name, voids_others=voids_others)
    before = "کلیدهای قبلی دیگر معتبر نیستند." if voids_others else "کلید قبلی تا هفت روز دیگر هم معتبر است."
    return await _handed_over(page, admission, desk, guide, about=before)


@router.post("/guests/{name}/suspension", dependencies=_CHECKED)
async def suspend(
    page: OnPage,
    viewer: Keeping,
    name: str,
    desk: Desk,
    registry: Registry,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    try:
        await registry.suspend(name, reason)
    except GuestUnfit as unfit:
        return await _sheet(page, viewer, name, desk, errors={"reason": str(unfit)}, reason=reason)
    return page.go(f"{HERE}/{name}", said="دریافت رویداد از این سامانه متوقف شد.")


@router.post("/guests/{name}/resumption", dependencies=_CHECKED)
async def resume(page: OnPage, _viewer: Keeping, name: str, registry: Registry) -> Response:
    await registry.resume(name)
    return page.go(f"{HERE}/{name}", said="رویدادهای این سامانه دوباره دریافت می‌شود.")


@router.post("/guests/{name}/contracts", dependencies=_CHECKED)
async def register_contract(
    page: OnPage,
    viewer: Keeping,
    name: str,
    desk: Desk,
    registry: Registry,
    file: UploadFile,
    event_type: Annotated[str, Form(alias="type", max_length=200)] = "",
) -> Response:
    try:
        await registry.register_contract(name, event_type.strip(), await _text_of(file))
    except (GuestUnfit, Stale) as refused:
        field = "file" if event_type.strip() else "type"
        return await _sheet(page, viewer, name, desk, errors={field: str(refused)}, event_type=event_type)
    return page.go(f"{HERE}/{name}", said="قرارداد ثبت شد و از همین حالا رویدادها با آن سنجیده می‌شوند.")


@router.get("/guests/{name}/guide.html")
async def guide_of(page: OnPage, _viewer: Reading, name: str, desk: Desk, guide: Guide) -> Response:
    """The page for developers, without anything that is shown once."""
    sheet = await desk.sheet(GuestName(name), now=page.now)
    text = guide.page(sheet.line.guest, sheet.contracts, None, at=page.now)
    return Response(text, headers=as_file(f"ravabet-{name}.html"), media_type="text/html; charset=utf-8")


async def _text_of(file: UploadFile) -> str:
    content = await file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise GuestUnfit(_("قرارداد بزرگ‌تر از ۶۴ کیلوبایت است."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GuestUnfit(_("فایل قرارداد متن UTF-8 نیست.")) from error


async def _handed_over(page: Page, admission: Admission, desk: GuestDesk, guide: Guidebook, *, about: str) -> Response:
    """Show the new key, and the guide with it as a file that the browser makes: the server keeps neither."""
    sheet = await desk.sheet(admission.guest.id, now=page.now)
    text = guide.page(admission.guest, sheet.contracts, Credentials(key=admission.secret), at=page.now)
    return page.show(
        "guest_desk/key.html",
        headers=_NO_STORE,
        guest=admission.guest,
        secret=admission.secret,
        about=about,
        file=base64.b64encode(text.encode()).decode(),
    )


async def _form(
    page: Page, offices: PublisherQueries, typed: TypedGuest, errors: Mapping[str, str] | None = None
) -> Response:
    every = await offices.offices(on=day_of(page.now))
    return page.show(
        "guest_desk/new.html",
        status=UNFIT_STATUS if errors else 200,
        typed=typed,
        offices=[(each.slug, each.name) for each in sorted(every, key=lambda each: alphabetical(each.name))],
        house_types=sorted(HOUSE_CONTRACTS),
        public_types=sorted(PUBLIC),
        errors=errors or {},
    )


async def _sheet(
    page: Page,
    viewer: Viewer,
    name: str,
    desk: GuestDesk,
    *,
    typed: TypedAllowed | None = None,
    errors: Mapping[str, str] | None = None,
    reason: str = "",
    event_type: str = "",
) -> Response:
    sheet = await desk.sheet(GuestName(name), now=page.now)
    return page.show(
        "guest_desk/guest.html",
        status=UNFIT_STATUS if errors else 200,
        sheet=sheet,
        guest=sheet.line.guest,
        typed=typed or TypedAllowed.of(sheet.line.guest),
        errors=errors or {},
        reason=reason,
        event_type=event_type,
        house_types=sorted(HOUSE_CONTRACTS),
        public_types=sorted(PUBLIC),
        may_keep=KEEP_GUESTS.allows(viewer),
    )
