"""The forms by which a decree is drafted and a draft is edited, and the small deeds with a draft."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Form, Query, Response

from services.membership.bodies.domain import RoleUnknown
from services.membership.decrees.api import Archive, Drafter, Drafts, Queries
from services.membership.decrees.choice_queries import ChoiceQueries
from services.membership.decrees.domain import Decree, DecreeId, NotNow
from services.membership.decrees.forms import ANOTHER, TypedDecree, TypedDeed, TypedDraft, TypedOldDecree
from services.membership.decrees.pages import CHECKED, HERE, path_of
from services.membership.letters.domain import NotAddressed, WrongState
from services.membership.letters.series_domain import NumberTaken, WrongNumber
from services.membership.members.domain import AlreadyMember
from shared.language.shown import numeric_date
from shared.persian.jalali import day_of
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router(HERE)

SEATS: Final = (("personal", "حقیقی"), ("by_post", "حقوقی؛ با پایان سمت، عضویت نیز پایان می‌یابد"))

_FIELDS: Final[Mapping[type[Exception], str]] = {
    NotNow: "office_ids",
    AlreadyMember: "person_id",
    NotAddressed: "person_id",
    RoleUnknown: "role",
    WrongState: "signed_on",
    WrongNumber: "register_no",
    NumberTaken: "register_no",
}
"""Beside which field of the form of an old decree a refusal is shown."""

Offered = Annotated[ChoiceQueries, part(ChoiceQueries)]


@router.get("/new")
async def ask(page: OnPage, _viewer: Drafter, offered: Offered, asked: Annotated[TypedDecree, Query()]) -> Response:
    """The form, and with what is typed into its search fields, the people and offices that are found."""
    today = numeric_date(page.now)
    return await _form(page, offered, asked.model_copy(update={"valid_from": asked.valid_from or today}))


@router.post("/new", dependencies=CHECKED)
async def begin(
    page: OnPage, viewer: Drafter, drafts: Drafts, offered: Offered, typed: Annotated[TypedDecree, Form()]
) -> Response:
    if typed.search:
        return await _form(page, offered, typed)
    try:
        decree = await drafts.draft(typed.read(), by=viewer)
    except Unfit as unfit:
        return await _form(page, offered, typed, errors=unfit.errors)
    except NotNow as refusal:
        errors = {"office_ids": str(refusal)}
        return await _form(page, offered, typed, errors=errors, status=page.status_of(refusal))
    except (AlreadyMember, NotAddressed) as refusal:
        return await _form(page, offered, typed, errors={"person_id": str(refusal)}, status=page.status_of(refusal))
    except RoleUnknown as refusal:
        return await _form(page, offered, typed, errors={"role": str(refusal)}, status=page.status_of(refusal))
    return page.go(path_of(decree), said="پیش‌نویس ساخته شد.")


@router.get("/old")
async def ask_old(
    page: OnPage, _viewer: Drafter, offered: Offered, asked: Annotated[TypedOldDecree, Query()]
) -> Response:
    """The form of a decree from before there was this system."""
    return await _form(page, offered, asked)


@router.post("/old", dependencies=CHECKED)
async def enter_old(
    page: OnPage, viewer: Drafter, archive: Archive, offered: Offered, typed: Annotated[TypedOldDecree, Form()]
) -> Response:
    if typed.search:
        return await _form(page, offered, typed)
    try:
        decree = await archive.enter(typed.read_old(), by=viewer)
    except Unfit as unfit:
        return await _form(page, offered, typed, errors=unfit.errors)
    except tuple(_FIELDS) as refusal:
        errors, status = {_FIELDS[type(refusal)]: str(refusal)}, page.status_of(refusal)
        return await _form(page, offered, typed, errors=errors, status=status)
    return page.go(path_of(decree), said="حکم پیش از سامانه ثبت شد و عضویت برقرار است.")


@router.get("/{decree_id:id}/edit")
async def ask_edit(
    page: OnPage,
    decree_id: str,
    viewer: Drafter,
    queries: Queries,
    offered: Offered,
    asked: Annotated[TypedDraft, Query()],
) -> Response:
    """The form of a draft, and with words typed into its search field, the offices that are found."""
    decree = await queries.one(decree_id, viewer)
    decree.must_be_draft()
    return await _edit_form(page, offered, decree, asked if asked.office_words else TypedDraft.of(decree))


@router.post("/{decree_id:id}/edit", dependencies=CHECKED)
async def edit(
    page: OnPage,
    decree_id: str,
    viewer: Drafter,
    queries: Queries,
    drafts: Drafts,
    offered: Offered,
    typed: Annotated[TypedDraft, Form()],
) -> Response:
    decree = await queries.one(decree_id, viewer)
    if typed.search:
        return await _edit_form(page, offered, decree, typed)
    try:
        new, words, version = typed.read(decree)
        decree = await drafts.edit(DecreeId(decree_id), new, words, version=version, by=viewer)
    except Unfit as unfit:
        return await _edit_form(page, offered, decree, typed, errors=unfit.errors)
    except (NotNow, AlreadyMember) as refusal:
        errors, status = {"office_ids": str(refusal)}, page.status_of(refusal)
        return await _edit_form(page, offered, decree, typed, errors=errors, status=status)
    except RoleUnknown as refusal:
        errors, status = {"role": str(refusal)}, page.status_of(refusal)
        return await _edit_form(page, offered, decree, typed, errors=errors, status=status)
    return page.go(path_of(decree), said="پیش‌نویس ذخیره شد.")


@router.post("/{decree_id:id}/check", dependencies=CHECKED)
async def check(
    page: OnPage, decree_id: str, viewer: Drafter, drafts: Drafts, typed: Annotated[TypedDeed, Form()]
) -> Response:
    decree = await drafts.check(DecreeId(decree_id), version=typed.seen(), by=viewer)
    return page.go(path_of(decree), said="پاراف شد و آماده امضای فرماندار است.")


@router.post("/{decree_id:id}/deletion", dependencies=CHECKED)
async def delete(page: OnPage, decree_id: str, viewer: Drafter, drafts: Drafts) -> Response:
    await drafts.delete(DecreeId(decree_id), by=viewer)
    return page.go(HERE, said="پیش‌نویس حذف شد.")


async def _form(
    page: Page,
    offered: ChoiceQueries,
    typed: TypedDecree,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    recipient = await offered.recipient(typed.person_id)
    bodies, roles = await offered.bodies_and_roles()
    return page.show(
        "membership/decree-new.html",
        status=status if errors else 200,
        typed=typed,
        is_old=isinstance(typed, TypedOldDecree),
        errors=errors or {},
        another=ANOTHER,
        recipient=recipient,
        recipients=await offered.recipients("" if recipient else typed.name),
        offices=await offered.offices_for(typed.office_words, typed.office_ids, day_of(page.now)),
        bodies=bodies,
        roles=roles,
    )


async def _edit_form(
    page: Page,
    offered: ChoiceQueries,
    decree: Decree,
    typed: TypedDraft,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    return page.show(
        "membership/decree-edit.html",
        status=status if errors else 200,
        decree=decree,
        typed=typed,
        errors=errors or {},
        offices=await offered.offices_for(typed.office_words, typed.office_ids, day_of(page.now)),
        roles=await offered.roles_of(decree.grant.body_id),
        seats=SEATS,
    )
