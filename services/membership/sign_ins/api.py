"""Tokens and public keys over HTTP."""

from typing import Annotated, Any, Literal

from fastapi import Form, Request, Response
from pydantic import BaseModel

from services.membership.sign_ins.attempts_domain import TooManyAttempts
from services.membership.sign_ins.door_api import TAKES_PASSWORDS, From, Receiving
from services.membership.sign_ins.keys_outside import Signer
from services.membership.sign_ins.refusals_api import told
from shared.web.parts import part
from shared.web.problems import Problem, answer
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("membership")

TOO_MANY = Problem(429, "too-many-attempts", "پس از چند تلاش نادرست، کمی بعد دوباره تلاش کنید.")

Username = Annotated[str, Form(min_length=1, max_length=200)]
Password = Annotated[str, Form(min_length=1, max_length=200)]
Signing = Annotated[Signer, part(Signer)]


class Token(BaseModel):
    """A sign-in for programs: send it as `Authorization: Bearer …`."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int


@router.post(
    "/tokens",
    summary="Sign in",
    dependencies=[EVERYBODY, TAKES_PASSWORDS],
    response_model=Token,
    responses={401: {}, 403: {}, 429: {}},
)
async def sign_in(
    request: Request,
    response: Response,
    reception: Receiving,
    signer: Signing,
    origin: From,
    username: Username,
    password: Password,
    otp: Annotated[str | None, Form(max_length=20, description="of the app, for whoever has one")] = None,
) -> Token | Response:
    try:
        with told():
            signed_in = await reception.sign_in(username, password, way="program", origin=origin, code=otp or "")
    except TooManyAttempts as error:
        return answer(request, TOO_MANY, detail=str(error), cause=error)
    response.headers["Cache-Control"] = "no-store"
    return Token(access_token=signed_in.token, expires_in=int(signer.lifetime.total_seconds()))


@router.get("/jwks", summary="The public keys with which tokens are checked", dependencies=[EVERYBODY])
async def jwks(signer: Signing) -> dict[str, Any]:
    return signer.jwks
