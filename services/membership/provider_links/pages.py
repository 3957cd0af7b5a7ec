"""Signing in by an outside provider and accepting an invitation with it; without one, these pages say so."""

from typing import Annotated

from fastapi import Depends, Form, Response

from services.membership.accounts.domain import AlreadyLinked, OutsideAccount, OutsideAccountTaken
from services.membership.password_links.domain import LinkOver
from services.membership.password_links.pages import OPENING, Links, link_page, over_page
from services.membership.provider_links.errand_pages import (
    PATH,
    Signing,
    errand_of,
    forget_errand,
    send_to_provider,
)
from services.membership.sign_ins.attempts_domain import TooManyAttempts, WrongPair
from services.membership.sign_ins.cookies_pages import BrowserNote
from services.membership.sign_ins.door_api import From, Receiving, Way
from services.membership.sign_ins.door_pages import DESK, Onwards, sign_in_page, welcome
from services.membership.sign_ins.linking_usecases import Linking
from services.membership.sign_ins.provider_usecases import ProviderRefused
from services.membership.sign_ins.reception_usecases import WrongCode
from services.membership.sign_ins.refusals_api import told
from shared.runtime.viewer import Viewer
from shared.web.identity import visitor
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage, Page

router = page_router()

_ACCOUNT = "/membership/account"
_ASKING = Depends(Limit("sign-ins by the provider", times=60, seconds=60))

LinkingAccounts = Annotated[Linking, part(Linking)]


@router.get(PATH, dependencies=[EVERYBODY, _ASKING])
async def begin(page: OnPage, way: Way, signer: Signing) -> Response:
    onwards = Onwards(next=page.request.query_params.get("next", DESK))
    try:
        with told():
            return await send_to_provider(page, way, signer, to=onwards.to)
    except ProviderRefused as refusal:
        return sign_in_page(page, way, onwards, at_provider=refusal)


@router.post("/membership/password/{token}/provider", dependencies=[EVERYBODY, OPENING])
async def accept(
    page: OnPage,
    token: str,
    way: Way,
    signer: Signing,
    links: Links,
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Begin to accept an invitation with the account at the provider."""
    try:
        with told():
            await links.prove_invited(token, code)
            return await send_to_provider(page, way, signer, to=DESK, invitation=token)
    except LinkOver as over:
        return over_page(page, way, over)
    except (WrongCode, TooManyAttempts, ProviderRefused) as refusal:
        return await link_page(page, links, way, token, errors={"code": str(refusal)})


@router.get(f"{PATH}/answer", dependencies=[EVERYBODY, _ASKING])
async def finish(
    page: OnPage,
    way: Way,
    signer: Signing,
    reception: Receiving,
    linking: LinkingAccounts,
    links: Links,
    origin: From,
    note: BrowserNote,
) -> Response:
    """The provider sends the browser back to here."""
    try:
        with told():
            errand = errand_of(page, signer)
            # Read before the provider is asked: the token of the browser may have to be renewed first.
            viewer = await visitor(page.request) if errand.sign_in_id else None
            account = await way.by_provider().answered(errand.asked, page.request.url.query)
            if errand.sign_in_id:
                response: Response = await _linked(page, linking, account, viewer, sign_in_id=errand.sign_in_id)
            else:
                if errand.invitation:
                    await links.accept(errand.invitation, account)
                person = await reception.sign_in_linked(account, origin=origin, note=note)
                response = welcome(page, person, Onwards(next=errand.asked.to))
    except (ProviderRefused, WrongPair, LinkOver, OutsideAccountTaken, AlreadyLinked) as refusal:
        response = sign_in_page(page, way, Onwards(), at_provider=refusal)
    forget_errand(page, response)
    return response


async def _linked(
    page: Page, linking: Linking, account: OutsideAccount, viewer: Viewer | None, *, sign_in_id: str
) -> Response:
    """Link the account to the person of the sign-in that asked for it, and of no other one."""
    if viewer is None or viewer.sign_in_id != sign_in_id:
        raise WrongPair("زمان این کار گذشت؛ وارد شوید و در «حساب من» از نو آغاز کنید.")
    try:
        await linking.link(viewer.person_id, account)
    except (OutsideAccountTaken, AlreadyLinked) as refusal:
        return page.go(_ACCOUNT, said=str(refusal))
    return page.go(_ACCOUNT, said="حساب یکپارچه پیوند خورد؛ از این پس با آن وارد می‌شوید.")
