"""The pages of imports: upload, preview, progress, history, and the files to download."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from services.membership.imports.api import Desk, Importing, Queries, upload_of
from services.membership.imports.directory_queries import DirectoryQueries
from services.membership.imports.domain import FileTooLarge, ImportId, NoSheet
from services.membership.imports.queries import Seen
from services.membership.imports.tables_domain import COLUMNS, SHEET_NAMES, Kind
from shared.language.speech import gettext as _
from shared.web.forms import UNFIT_STATUS
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.sheets import XLSX, as_file, csv_line
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/imports")

HERE: Final = "/membership/imports"
_HISTORY: Final = Rules(HERE, sorts=(), usual_sort="")
_CHECKED = [Depends(checked_form)]
_SHOWN_NOTES: Final = 5

Kinds = Annotated[DirectoryQueries, part(DirectoryQueries)]


@router.get("")
async def history(page: OnPage, _viewer: Importing, queries: Queries) -> Response:
    return await _history(page, queries)


@router.post("", dependencies=_CHECKED)
async def upload(page: OnPage, viewer: Importing, desk: Desk, queries: Queries, file: UploadFile) -> Response:
    try:
        one = await desk.take(await upload_of(file), is_dry_run=True, by=viewer)
    except (NoSheet, FileTooLarge) as refusal:
        return await _history(page, queries, errors={"file": str(refusal)})
    return page.go(f"{HERE}/{one.id}")


@router.get("/template.xlsx")
async def template(_viewer: Importing, kinds: Kinds) -> Response:
    # Importing openpyxl takes a sixth of a second and some megabytes.
    from services.membership.imports.template_outside import template as written  # noqa: PLC0415

    content = await run_in_threadpool(written, await kinds.kind_names())
    return Response(content, headers=as_file(_("الگوی ورود گروهی") + ".xlsx"), media_type=XLSX)


@router.get("/template.csv")
async def csv_template(_viewer: Importing, kind: Kind) -> Response:
    head = csv_line([column.heading for column in COLUMNS[kind]])
    headers = as_file(_("الگوی %(table)s", table=_(SHEET_NAMES[kind])) + ".csv")
    return Response("\ufeff" + head, headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/{import_id:id}")
async def show(page: OnPage, import_id: str, _viewer: Importing, queries: Queries) -> Response:
    seen = await queries.one(import_id)
    rules = Rules(f"{HERE}/{import_id}", sorts=(), usual_sort="")
    total = seen.progress.of("faulty")
    listing = rules.read(page.request.query_params).within(total)
    return page.show(
        "membership/import.html",
        seen=seen,
        listing=listing,
        total=total,
        faulty=await queries.faulty(seen, skip=listing.skip, limit=rules.size) if total else [],
        notes=await queries.notes(seen, limit=_SHOWN_NOTES),
        to_take=_to_take(seen),
        here=f"{HERE}/{import_id}",
    )


@router.get("/{import_id:id}/faulty.xlsx")
async def faulty(import_id: str, _viewer: Importing, queries: Queries) -> Response:
    # Importing openpyxl takes a sixth of a second and some megabytes.
    from services.membership.imports.faulty_outside import faulty_rows  # noqa: PLC0415

    seen = await queries.one(import_id)
    rows = [
        (each.kind, each.cells, (each.error.sentence, each.error.suggestion)) async for each in queries.all_faulty(seen)
    ]
    content = await run_in_threadpool(faulty_rows, rows)
    return Response(content, headers=as_file(_("ردیف‌های ایراددار") + ".xlsx"), media_type=XLSX)


@router.post("/{import_id:id}/confirmation", dependencies=_CHECKED)
async def confirm(page: OnPage, import_id: str, viewer: Importing, desk: Desk) -> Response:
    await desk.confirm(ImportId(import_id), by=viewer)
    return page.go(f"{HERE}/{import_id}", said="ثبت آغاز شد؛ می‌توانید این صفحه را ببندید.")


@router.post("/{import_id:id}/cancellation", dependencies=_CHECKED)
async def cancel(page: OnPage, import_id: str, viewer: Importing, desk: Desk) -> Response:
    await desk.cancel(ImportId(import_id), by=viewer)
    return page.go(f"{HERE}/{import_id}", said="متوقف شد؛ آنچه ثبت شده بود می‌ماند و بقیه را می‌توان ادامه داد.")


async def _history(page: Page, queries: Queries, errors: Mapping[str, str] | None = None) -> Response:
    total = await queries.how_many()
    listing = _HISTORY.read(page.request.query_params).within(total)
    return page.show(
        "membership/imports.html",
        status=UNFIT_STATUS if errors else 200,
        errors=errors or {},
        listing=listing,
        total=total,
        imports=await queries.history(skip=listing.skip, limit=_HISTORY.size),
        kinds=[(kind.value, SHEET_NAMES[kind]) for kind in Kind],
    )


def _to_take(seen: Seen) -> int:
    """How many rows a confirmation would write."""
    counts = seen.progress
    return counts.of("created") + counts.of("changed")
