"""How a program gets a token that every service reads."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from services.membership.accounts.keys import Signer
from services.membership.program_tokens.domain import ProgramTokenUnknown
from services.membership.program_tokens.usecases import ProgramDesk
from services.membership.sign_ins.api import Token
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("membership")

Shown = Annotated[
    HTTPAuthorizationCredentials | None, Depends(HTTPBearer(scheme_name="program token", auto_error=False))
]


@router.post(
    "/program-tokens/exchange", summary="Get a token for a program", dependencies=[EVERYBODY], responses={401: {}}
)
async def exchange(request: Request, shown: Shown) -> Token:
    if shown is None:
        raise ProgramTokenUnknown("نشان برنامه را در سرآیند Authorization بفرستید: Bearer rvb_…")
    desk: ProgramDesk = request.app.state.program_desk
    signer: Signer = request.app.state.signer
    token = await desk.exchange(shown.credentials)
    return Token(access_token=token, expires_in=int(signer.lifetime.total_seconds()))
