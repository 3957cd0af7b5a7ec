"""The pages of the kinds of offices."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Form, Response

from services.membership.office_kinds.api import Keeping, Kept, Kinds
from services.membership.office_kinds.domain import KindInUse, KindTaken
from services.membership.office_kinds.forms import TypedKind
from shared.language.speech import gettext as _
from shared.runtime.stale import Stale
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/office-kinds")

HERE = "/membership/office-kinds"
_CHECKED = [Depends(checked_form)]
_CONFLICT = 409


@router.get("")
async def kinds(page: OnPage, _viewer: Keeping, queries: Kinds) -> Response:
    return await _list(page, queries, TypedKind(executive="yes"))


@router.post("", dependencies=_CHECKED)
async def add(
    page: OnPage, viewer: Keeping, queries: Kinds, directory: Kept, typed: Annotated[TypedKind, Form()]
) -> Response:
    try:
        kind_id, facts = typed.read_new()
        kind = await directory.add(kind_id, facts, by=viewer)
    except Unfit as unfit:
        return await _list(page, queries, typed, unfit.errors)
    except KindTaken as taken:
        return await _list(page, queries, typed, {"id": str(taken)}, status=_CONFLICT)
    return page.go(HERE, said=_("نوع «%(name)s» اضافه شد.", name=kind.name))


@router.get("/{kind_id:slug}")
async def kind(page: OnPage, kind_id: str, _viewer: Keeping, queries: Kinds) -> Response:
    return await _form(page, queries, kind_id)


@router.post("/{kind_id:slug}", dependencies=_CHECKED)
async def change(
    page: OnPage, kind_id: str, viewer: Keeping, queries: Kinds, directory: Kept, typed: Annotated[TypedKind, Form()]
) -> Response:
    try:
        kind = await directory.change(kind_id, typed.read(), version=typed.seen, by=viewer)
    except Unfit as unfit:
        return await _form(page, queries, kind_id, typed, unfit.errors)
    except (KindTaken, Stale) as refusal:
        return await _form(page, queries, kind_id, typed, {"name": str(refusal)}, status=_CONFLICT)
    return page.go(HERE, said=_("نوع «%(name)s» ذخیره شد.", name=kind.name))


@router.post("/{kind_id:slug}/removal", dependencies=_CHECKED)
async def remove(page: OnPage, kind_id: str, viewer: Keeping, queries: Kinds, directory: Kept) -> Response:
    try:
        await directory.remove(kind_id, by=viewer)
    except KindInUse as refusal:
        return await _form(page, queries, kind_id, errors={"name": str(refusal)}, status=_CONFLICT)
    return page.go(HERE, said="نوع حذف شد.")


async def _list(
    page: Page,
    queries: Kinds,
    typed: TypedKind,
    errors: Mapping[str, str] | None = None,
    *,
    status: int = UNFIT_STATUS,
) -> Response:
    return page.show(
        "membership/office-kinds.html",
        status=status if errors else 200,
        kinds=await queries.all(),
        used=await queries.used(),
        typed=typed,
        errors=errors or {},
    )


async def _form(
    page: Page,
    queries: Kinds,
    kind_id: str,
    typed: TypedKind | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    status: int = UNFIT_STATUS,
) -> Response:
    kind = await queries.one(kind_id)
    return page.show(
        "membership/office-kind.html",
        status=status if errors else 200,
        kind=kind,
        used=(await queries.used()).get(kind.id, 0),
        typed=typed or TypedKind.of(kind),
        errors=errors or {},
    )
