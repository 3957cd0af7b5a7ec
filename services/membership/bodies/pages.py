"""The bodies of the county, for everybody with an account, and the forms by which the secretariat keeps them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.membership.bodies.access import KEEP_BODIES, READ_BODIES
from services.membership.bodies.api import Directory, Keeping, Queries
from services.membership.bodies.domain import USUAL_KINDS, USUAL_ROLES, Body, BodyRole, BodyTaken, RoleInUse
from services.membership.bodies.forms import TypedBody
from services.membership.bodies.queries import BodyQueries
from shared.language.speech import gettext as _
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage, Page

router = page_router()

HERE: Final = "/membership/bodies"
NEW: Final = "/membership/new-body"
_STALE_STATUS: Final = 409
_CHANGED: Final = "این نهاد را همین حالا شخص دیگری تغییر داده است؛ اگر باز ذخیره کنید، نوشته شما جای آن را می‌گیرد."
_CHECKED = [Depends(checked_form)]

Reading = Annotated[Viewer, may(READ_BODIES)]
Typed = Annotated[TypedBody, Form()]


@router.get(HERE)
async def bodies(page: OnPage, viewer: Reading, queries: Queries) -> Response:
    return page.show("membership/bodies.html", bodies=await queries.all(), may_keep=KEEP_BODIES.allows(viewer))


@router.get(NEW)
async def ask(page: OnPage, _viewer: Keeping, queries: Queries) -> Response:
    return await _form(page, queries, TypedBody.empty())


@router.post(NEW, dependencies=_CHECKED)
async def add(page: OnPage, viewer: Keeping, queries: Queries, directory: Directory, typed: Typed) -> Response:
    try:
        body = await directory.add(typed.read_new(), by=viewer)
    except Unfit as unfit:
        return await _form(page, queries, typed, errors=unfit.errors)
    except BodyTaken as taken:
        return await _form(page, queries, typed, errors={"id": str(taken)}, status=page.status_of(taken))
    return page.go(f"{HERE}/{body.id}", said=_("%(body)s ثبت شد.", body=body.name))


@router.get(HERE + "/{body_id}/edit")
async def show_form(page: OnPage, body_id: str, _viewer: Keeping, queries: Queries) -> Response:
    body = await queries.one(body_id)
    return await _form(page, queries, TypedBody.of(body), body=body)


@router.post(HERE + "/{body_id}/edit", dependencies=_CHECKED)
async def change(
    page: OnPage, body_id: str, viewer: Keeping, queries: Queries, directory: Directory, typed: Typed
) -> Response:
    """Keep what was typed. When somebody else was faster, it is shown again, and sent a second time it counts."""
    known = await queries.one(body_id)
    try:
        body = await directory.change(typed.read(known), seen=typed.version, by=viewer)
    except Unfit as unfit:
        return await _form(page, queries, typed, body=known, errors=unfit.errors)
    except RoleInUse as refusal:
        errors = {"roles": str(refusal)}
        return await _form(page, queries, typed, body=known, errors=errors, status=page.status_of(refusal))
    except Stale:
        typed.version = (await queries.one(body_id)).version
        return await _form(page, queries, typed, body=known, errors={"name": _CHANGED}, status=_STALE_STATUS)
    return page.go(f"{HERE}/{body.id}", said="تغییرها ذخیره شد.")


async def _form(
    page: Page,
    queries: BodyQueries,
    typed: TypedBody,
    *,
    body: Body | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    others = [each.kind for each in await queries.all() if each.kind not in USUAL_KINDS]
    kinds = [*USUAL_KINDS.items(), *((kind, kind) for kind in dict.fromkeys(others))]
    return page.show(
        "membership/body-form.html",
        status=status if errors else 200,
        typed=typed,
        body=body,
        errors=errors or {},
        kinds=[("", "انتخاب کنید"), *kinds, ("other", "نوع دیگر")],
        roles=_offered(body.roles if body else ()),
    )


def _offered(kept: Sequence[BodyRole]) -> list[tuple[str, str]]:
    return list({role.id: role.name for role in (*USUAL_ROLES, *kept)}.items())
