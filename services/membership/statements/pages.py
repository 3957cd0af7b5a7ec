"""`/v/keys.json` and `/v/offline`: whoever has the keys or the page checks a QR code without asking us anything."""

import json
from typing import Annotated, Any, Final

from fastapi import Depends, Response
from starlette.responses import JSONResponse

from services.membership.statements.domain import PURPOSE, VERSION
from services.membership.statements.keys_outside import StatementSigner
from services.membership.statements.writing_domain import LETTERS, SIGNS
from shared.web.identity import Visitor
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage

_LIMIT = Limit("pages for checking offline", times=60, seconds=60)
router = page_router("/v", needs=[Depends(_LIMIT)])

WITH_CAMERA: Final = {"Permissions-Policy": "camera=(self), geolocation=(), microphone=()"}
"""Browsers open the camera for this page alone."""

Signer = Annotated[StatementSigner, part(StatementSigner)]


@router.get("/keys.json")
async def keys(_: Visitor, signer: Signer) -> Response:
    return JSONResponse(signer.jwks, media_type="application/jwk-set+json", headers={"Cache-Control": "max-age=3600"})


@router.get("/offline")
async def offline(page: OnPage, _: Visitor, signer: Signer) -> Response:
    return page.show(
        "membership/offline-check.html",
        headers=WITH_CAMERA,
        has_keys=bool(signer.keys),
        rules=json.dumps(rules_of(signer), ensure_ascii=False),
    )


def rules_of(signer: StatementSigner) -> dict[str, Any]:
    """What the script needs: the form of a statement, and the keys by their ids in hexadecimal."""
    ids = [key_id.hex() for key_id in signer.published]
    return {
        "version": VERSION,
        "purpose": PURPOSE.decode(),
        "letters": LETTERS,
        "signs": SIGNS,
        "keys": dict(zip(ids, signer.jwks["keys"], strict=True)),
    }
