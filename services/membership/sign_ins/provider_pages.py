"""Signing in by an outside provider; there only where one is configured."""

from dataclasses import asdict

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.membership.accounts.keys import Signer
from services.membership.sign_ins.attempts import WrongPair
from services.membership.sign_ins.pages import DESK, origin_of, sign_in_page, welcome
from services.membership.sign_ins.provider import Asked, Provider, ProviderRefused
from services.membership.sign_ins.reception import Reception
from services.membership.sign_ins.refusals import told
from shared.web.paths import local_path
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY

router = page_router("/membership/sign-in/provider")

PATH = "/membership/sign-in/provider"
_COOKIE = "ravabet_provider"
_PURPOSE = "provider"
_SECONDS = 600
_UNAUTHORIZED = 401


@router.get("", dependencies=[EVERYBODY])
async def begin(request: Request) -> Response:
    signer: Signer = request.app.state.signer
    to = local_path(request.query_params.get("next", DESK), otherwise=DESK)
    try:
        with told():
            address, asked = await _provider(request).ask(to)
    except ProviderRefused as refused:
        return sign_in_page(request, to=to, error=str(refused), status=_UNAUTHORIZED)
    response = RedirectResponse(address, 303)
    secure = request.app.state.settings.public_url.startswith("https:")
    kept = signer.keep(_PURPOSE, asdict(asked))
    response.set_cookie(_COOKIE, kept, max_age=_SECONDS, path=PATH, httponly=True, samesite="lax", secure=secure)
    return response


@router.get("/answer", dependencies=[EVERYBODY])
async def finish(request: Request) -> Response:
    """The provider sends the browser back to here."""
    signer: Signer = request.app.state.signer
    reception: Reception = request.app.state.reception
    try:
        with told():
            asked = Asked(**signer.recall(_PURPOSE, request.cookies.get(_COOKIE, "")))
            name = await _provider(request).answered(asked, str(request.url))
            person = await reception.sign_in_known(name, origin=origin_of(request))
    except (ProviderRefused, WrongPair) as refused:
        return sign_in_page(request, to=DESK, error=str(refused), status=_UNAUTHORIZED)
    response = welcome(request, person, asked.to)
    response.delete_cookie(_COOKIE, path=PATH)
    return response


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise ProviderRefused("ورود یکپارچه در این سامانه برپا نیست.")
    return provider
