"""Signing in by an outside provider; without one, these pages say so."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Response
from fastapi.responses import RedirectResponse

from services.membership.sign_ins.attempts_domain import WrongPair
from services.membership.sign_ins.door_api import From, Receiving, Way
from services.membership.sign_ins.door_pages import DESK, Onwards, sign_in_page, welcome
from services.membership.sign_ins.keys_outside import Signer
from services.membership.sign_ins.provider_usecases import Asked, ProviderRefused
from services.membership.sign_ins.refusals_api import told
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage

router = page_router("/membership/sign-in/provider")

PATH = "/membership/sign-in/provider"
_COOKIE = "ravabet_provider"
_PURPOSE = "provider"
_SECONDS = 600

Signing = Annotated[Signer, part(Signer)]


@router.get("", dependencies=[EVERYBODY])
async def begin(page: OnPage, way: Way, signer: Signing) -> Response:
    onwards = Onwards(next=page.request.query_params.get("next", DESK))
    try:
        with told():
            address, asked = await way.by_provider().ask(onwards.to)
    except ProviderRefused as refusal:
        return sign_in_page(page, way, onwards, refusal=refusal)
    response = RedirectResponse(address, 303)
    kept, secure = signer.keep(_PURPOSE, asdict(asked)), page.shell.is_secure
    response.set_cookie(_COOKIE, kept, max_age=_SECONDS, path=PATH, httponly=True, samesite="lax", secure=secure)
    return response


@router.get("/answer", dependencies=[EVERYBODY])
async def finish(page: OnPage, way: Way, signer: Signing, reception: Receiving, origin: From) -> Response:
    """The provider sends the browser back to here."""
    try:
        with told():
            asked = Asked(**signer.recall(_PURPOSE, page.request.cookies.get(_COOKIE, "")))
            name = await way.by_provider().answered(asked, str(page.request.url))
            person = await reception.sign_in_known(name, origin=origin)
    except (ProviderRefused, WrongPair) as refusal:
        return sign_in_page(page, way, Onwards(), refusal=refusal)
    response = welcome(page, person, Onwards(next=asked.to))
    response.delete_cookie(_COOKIE, path=PATH)
    return response
