"""The sign-in page."""

import re
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response

from services.membership.accounts.domain import TooManyAttempts, WrongPair
from services.membership.accounts.keys import Signer
from services.membership.accounts.usecases import Reception, SignedInPerson
from shared.web.identity import COOKIE, Visitor, checked_form
from shared.web.problems import Forbidden
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY, VISITORS
from shared.web.shell.shell import Shell

router = page_router("/membership")

DESK = "/desk"
_LOCAL = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*")
_UNAUTHORIZED = 401
_TOO_MANY = 429


@router.get("/sign-in")
async def ask(
    request: Request, viewer: Visitor, return_to: Annotated[str, Query(alias="next", max_length=500)] = DESK
) -> Response:
    shell = _shell(request)
    if viewer:
        return shell.go(local_path(return_to))
    return shell.page(
        request,
        "membership/sign-in.html",
        return_to=local_path(return_to),
        username="",
        error=None,
        expired=COOKIE in request.cookies,
    )


@router.post("/sign-in", dependencies=[EVERYBODY])
async def sign_in(
    request: Request,
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    return_to: Annotated[str, Form(alias="next", max_length=500)] = DESK,
) -> Response:
    refuse_other_sites(request)
    reception: Reception = request.app.state.reception
    headers = {}
    try:
        return welcome(request, await reception.sign_in(username, password), local_path(return_to))
    except WrongPair as wrong:
        error, status = str(wrong), _UNAUTHORIZED
    except TooManyAttempts as many:
        error, status, headers = str(many), _TOO_MANY, {"Retry-After": str(many.seconds)}
    return _shell(request).page(
        request,
        "membership/sign-in.html",
        status=status,
        headers=headers,
        return_to=local_path(return_to),
        username=username,
        error=error,
        expired=False,
    )


@router.post("/sign-out", dependencies=[VISITORS, Depends(checked_form)])
async def sign_out(request: Request) -> Response:
    response = _shell(request).go("/")
    response.delete_cookie(COOKIE)
    return response


def welcome(request: Request, person: SignedInPerson, to: str) -> Response:
    """Let the browser keep the sign-in, and go on."""
    signer: Signer = request.app.state.signer
    response = _shell(request).go(to)
    response.set_cookie(
        COOKIE,
        person.token,
        max_age=int(signer.lifetime.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.public_url.startswith("https:"),
    )
    return response


def local_path(wanted: str) -> str:
    """A path of this site; anything that could lead elsewhere becomes the desk."""
    return wanted if _LOCAL.fullmatch(wanted) else DESK


def refuse_other_sites(request: Request) -> None:
    """Nobody is signed in by a form of another site; before the sign-in there is no form token to check."""
    if request.headers.get("sec-fetch-site") not in {None, "same-origin", "none"}:
        raise Forbidden("این درخواست از سایت دیگری آمده است.")


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell
