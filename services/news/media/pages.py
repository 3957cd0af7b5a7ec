"""The library: what there is, what it shows, where it stands, and how it goes."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Request, Response
from pydantic import BaseModel

from services.news.media.access import UPLOAD
from services.news.media.api import (
    LIMIT,
    Changing,
    Database,
    Library,
    Reads,
    Seeing,
    Uploading,
    described_in,
    file_in,
)
from services.news.media.domain import (
    LICENCE_NAMES,
    STATE_NAMES,
    MediaId,
    MediaInUse,
    NotDescribed,
    State,
    described,
    version_in,
)
from services.news.media.kinds_domain import KIND_NAMES, FileNotTaken, FileTooLarge, Kind
from services.news.media.queries import LISTED, LibraryItem, MediaQueries
from services.news.media.usecases import Uses
from services.news.pictures.domain import Focus, PictureRefused
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.store.files import NoRoom
from shared.web.forms import UNFIT_STATUS
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.paths import local_path
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/n/media")

RULES: Final = Rules(
    "/n/media",
    sorts=("newest",),
    usual_sort="newest",
    filters={"kind": tuple(each.value for each in Kind), "state": tuple(LISTED)},
    size=24,
)
LISTED_NAMES: Final = {
    "undescribed": "بی‌توضیح",
    State.REFUSED.value: STATE_NAMES[State.REFUSED],
    State.WITHDRAWN.value: STATE_NAMES[State.WITHDRAWN],
}
_POSTERS: Final = 40
_CHECKED = [Depends(checked_form)]

WhereUsed = Annotated[Uses, part(Uses)]


class TypedDescription(BaseModel):
    """The form of a description, as it was typed."""

    alt: str = ""
    decorative: str = ""
    credit: str = ""
    licence: str = ""
    focus_x: str = ""
    focus_y: str = ""
    poster: str = ""
    version: str = ""

    @property
    def focus(self) -> Focus | None:
        """The focal point in percent; None for what is no point of the picture."""
        try:
            return Focus(float(self.focus_x) / 100, float(self.focus_y) / 100)
        except ValueError:
            return None


class TypedWithdrawal(BaseModel):
    """The form of a withdrawal."""

    explanation: str = ""


DescriptionForm = Annotated[TypedDescription, Form()]
WithdrawalForm = Annotated[TypedWithdrawal, Form()]


@router.get("")
async def listed(page: OnPage, by: Seeing, queries: Reads) -> Response:
    return await _library(page, by, queries)


@router.post("", dependencies=[LIMIT])
async def upload(
    page: OnPage, request: Request, by: Uploading, library: Library, queries: Reads, store: Database
) -> Response:
    # The form is read only here, when it is known that its sender may upload.
    async with request.form(max_files=1, max_fields=20) as form:
        await checked_form(request, by)
        said, then = described_in(form), local_path(str(form.get("next", "")), otherwise="")
        try:
            file = file_in(form)
            media = await store.run_again(lambda: library.add(file.file, name=file.filename or "", said=said, by=by))
        except (FileNotTaken, FileTooLarge, PictureRefused, NoRoom) as error:
            return await _library(page, by, queries, errors={"file": str(error)}, status=page.status_of(error))
    return page.go(then + media.id if then else f"/n/media/{media.id}", said="پرونده به کتابخانه رفت")


@router.get("/{media_id:id}")
async def one(page: OnPage, media_id: str, by: Seeing, queries: Reads, uses: WhereUsed) -> Response:
    return await _item_page(page, await queries.one(MediaId(media_id), by), by, queries, uses)


@router.post("/{media_id:id}", dependencies=_CHECKED)
async def describe(
    page: OnPage, media_id: str, by: Changing, library: Library, queries: Reads, uses: WhereUsed, typed: DescriptionForm
) -> Response:
    said = described(alt=typed.alt, decorative=bool(typed.decorative), credit=typed.credit, licence=typed.licence)
    try:
        await library.describe(
            MediaId(media_id),
            said,
            focus=typed.focus,
            poster=MediaId(typed.poster) if typed.poster else None,
            version=version_in(typed.version),
            by=by,
        )
    except NotDescribed as error:
        found = await queries.one(MediaId(media_id), by)
        return await _item_page(page, found, by, queries, uses, errors={"alt": str(error)}, status=UNFIT_STATUS)
    except Stale as error:
        found = await queries.one(MediaId(media_id), by)
        return await _item_page(page, found, by, queries, uses, refusal=str(error), status=page.status_of(error))
    return page.go(f"/n/media/{media_id}", said="توضیح ذخیره شد")


@router.post("/{media_id:id}/withdrawal", dependencies=_CHECKED)
async def withdraw(
    page: OnPage, media_id: str, by: Changing, library: Library, queries: Reads, uses: WhereUsed, typed: WithdrawalForm
) -> Response:
    if not typed.explanation.strip():
        found = await queries.one(MediaId(media_id), by)
        errors = {"explanation": "دلیل را بنویسید؛ مردم آن را می‌خوانند."}
        return await _item_page(page, found, by, queries, uses, errors=errors, status=UNFIT_STATUS)
    await library.withdraw(MediaId(media_id), explanation=typed.explanation[:500], by=by)
    return page.go(f"/n/media/{media_id}", said="پرونده از همه خبرها برداشته شد")


@router.post("/{media_id:id}/removal", dependencies=_CHECKED)
async def remove(
    page: OnPage, media_id: str, by: Changing, library: Library, queries: Reads, uses: WhereUsed
) -> Response:
    try:
        await library.delete(MediaId(media_id), by=by)
    except MediaInUse as error:
        found = await queries.one(MediaId(media_id), by)
        return await _item_page(page, found, by, queries, uses, refusal=str(error), status=page.status_of(error))
    return page.go("/n/media", said="پرونده حذف شد")


async def _library(
    page: Page, by: Viewer, queries: MediaQueries, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    listing = RULES.read(page.request.query_params)
    kind = Kind(listing.filters["kind"]) if "kind" in listing.filters else None
    state = listing.filters.get("state", "")
    asked: dict[str, Any] = {"words": listing.words, "kind": kind, "state": state, "limit": RULES.size}
    total, items = await queries.listed(by, skip=listing.skip, **asked)
    if not items and total:
        listing = listing.within(total)
        total, items = await queries.listed(by, skip=listing.skip, **asked)
    return page.show(
        "media/library.html",
        status=status,
        listing=listing,
        total=total,
        items=items,
        kinds=[(each.value, KIND_NAMES[each]) for each in Kind],
        states=[(each, LISTED_NAMES[each]) for each in LISTED],
        licences=list(LICENCE_NAMES.items()),
        may_upload=UPLOAD.is_open_to(by),
        errors=errors or {},
    )


async def _item_page(
    page: Page,
    item: LibraryItem,
    by: Viewer,
    queries: MediaQueries,
    uses: Uses,
    *,
    errors: Mapping[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    posters = (await queries.listed(by, kind=Kind.PICTURE, limit=_POSTERS))[1] if item.media.kind is Kind.VIDEO else []
    return page.show(
        "media/one.html",
        status=status,
        item=item,
        media=item.media,
        same=await queries.same(MediaId(item.media.id), by),
        uses=await uses.of(MediaId(item.media.id), by),
        is_used=await uses.is_used(MediaId(item.media.id)),
        licences=list(LICENCE_NAMES.items()),
        kind_name=KIND_NAMES[item.media.kind],
        state_name=STATE_NAMES[item.media.state],
        posters=[(each.media.id, each.media.alt or each.media.name) for each in posters],
        errors=errors or {},
        refusal=refusal,
    )
