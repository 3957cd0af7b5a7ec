"""Programs exchange their long-lived token for a short-lived one that every service reads."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.membership.program_tokens.domain import ProgramTokenUnknown
from services.membership.program_tokens.usecases import ProgramDesk
from services.membership.sign_ins.api import Signing, Token
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("membership")

Programs = Annotated[ProgramDesk, part(ProgramDesk)]
Shown = Annotated[
    HTTPAuthorizationCredentials | None, Depends(HTTPBearer(scheme_name="program_token", auto_error=False))
]


@router.post(
    "/program-tokens/exchange",
    summary="Get a token for a program",
    dependencies=[EVERYBODY, Depends(Limit("program tokens", times=60, seconds=60))],
    responses={401: {}},
)
async def exchange(shown: Shown, programs: Programs, signer: Signing) -> Token:
    if shown is None:
        raise ProgramTokenUnknown("توکن دسترسی را در هدر Authorization ارسال کنید: Bearer rvb_…")
    token = await programs.exchange(shown.credentials)
    return Token(access_token=token, expires_in=int(signer.lifetime.total_seconds()))
