"""The form by which an invitation is drafted, and a draft is edited."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Form, Query, Response

from services.membership.invitations.api import Desk, Drafter, Queries
from services.membership.invitations.domain import MOST_GUESTS, InvitationId, WrongTime
from services.membership.invitations.forms import TypedInvitation
from services.membership.invitations.pages import HERE, path_of
from services.membership.letters.addressees_domain import WrongAddressees
from services.membership.letters.addressees_queries import AddresseeQueries
from services.membership.letters.domain import NotAddressed
from services.membership.letters.groups_queries import GroupQueries
from services.membership.letters.plain_pages import CHECKED
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router(HERE)

_FIELDS: Final[Mapping[type[Exception], str]] = {
    WrongAddressees: "others",
    NotAddressed: "person_ids",
    WrongTime: "answer_until",
}
"""Beside which field a refusal is shown."""

Offered = Annotated[AddresseeQueries, part(AddresseeQueries)]
Groups = Annotated[GroupQueries, part(GroupQueries)]


@router.get("/new")
async def ask(
    page: OnPage, _viewer: Drafter, offered: Offered, groups: Groups, asked: Annotated[TypedInvitation, Query()]
) -> Response:
    """The form, and with words typed into its search field, the people who are found."""
    return await _form(page, offered, groups, asked, f"{HERE}/new")


@router.post("/new", dependencies=CHECKED)
async def begin(
    page: OnPage,
    viewer: Drafter,
    desk: Desk,
    offered: Offered,
    groups: Groups,
    typed: Annotated[TypedInvitation, Form()],
) -> Response:
    here = f"{HERE}/new"
    if typed.search:
        return await _form(page, offered, groups, typed, here)
    try:
        drafted = await desk.draft(typed.read(), by=viewer)
    except Unfit as unfit:
        return await _form(page, offered, groups, typed, here, errors=unfit.errors)
    except tuple(_FIELDS) as refusal:
        errors, status = {_FIELDS[type(refusal)]: str(refusal)}, page.status_of(refusal)
        return await _form(page, offered, groups, typed, here, errors=errors, status=status)
    return page.go(path_of(drafted), said="پیش‌نویس ساخته شد.")


@router.get("/{letter_id:id}/edit")
async def ask_edit(
    page: OnPage,
    letter_id: str,
    viewer: Drafter,
    queries: Queries,
    offered: Offered,
    groups: Groups,
    asked: Annotated[TypedInvitation, Query()],
) -> Response:
    """The form of a draft."""
    invitation = await queries.one(letter_id, viewer)
    invitation.must_be_draft()
    typed = asked if asked.words else TypedInvitation.of(invitation)
    return await _form(page, offered, groups, typed, f"{path_of(invitation)}/edit")


@router.post("/{letter_id:id}/edit", dependencies=CHECKED)
async def edit(
    page: OnPage,
    letter_id: str,
    viewer: Drafter,
    desk: Desk,
    offered: Offered,
    groups: Groups,
    typed: Annotated[TypedInvitation, Form()],
) -> Response:
    here = f"{HERE}/{letter_id}/edit"
    if typed.search:
        return await _form(page, offered, groups, typed, here)
    try:
        edited = await desk.edit(InvitationId(letter_id), typed.read(), version=typed.seen(), by=viewer)
    except Unfit as unfit:
        return await _form(page, offered, groups, typed, here, errors=unfit.errors)
    except tuple(_FIELDS) as refusal:
        errors, status = {_FIELDS[type(refusal)]: str(refusal)}, page.status_of(refusal)
        return await _form(page, offered, groups, typed, here, errors=errors, status=status)
    return page.go(path_of(edited), said="پیش‌نویس ذخیره شد.")


async def _form(
    page: Page,
    offered: AddresseeQueries,
    groups: GroupQueries,
    typed: TypedInvitation,
    here: str,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    return page.show(
        "membership/invitation-form.html",
        status=status if errors else 200,
        typed=typed,
        here=here,
        errors=errors or {},
        people=await offered.offered(typed.words, typed.person_ids[:MOST_GUESTS]),
        groups=await groups.offered(),
        most=MOST_GUESTS,
    )
