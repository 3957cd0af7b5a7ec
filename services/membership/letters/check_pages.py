"""`/v`: anybody checks a decree by the code at its foot, without signing in."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response

from services.membership.letters.domain import Decree, State
from services.membership.letters.queries import DecreeQueries
from shared.persian.digits import latin_digits
from shared.persian.jalali import day_of
from shared.web.identity import Visitor
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

router = page_router("/v")

_LONGEST_CODE = 20
_UNKNOWN_STATUS = 404
_WRONG_INPUT = 422


@router.get("")
async def ask(request: Request, _: Visitor, code: Annotated[str | None, Query(max_length=80)] = None) -> Response:
    shell: Shell = request.app.state.shell
    if code is None:
        return shell.page(request, "membership/check.html", code="", error=None, decree=None, verdict=None)
    digits = "".join(latin_digits(code).replace("\u200c", "").split())
    if _is_code(digits):
        return shell.go(f"/v/{digits}")
    error = "کد اصالت‌سنجی تنها رقم دارد؛ آن را از پای حکم بنویسید."
    return shell.page(
        request,
        "membership/check.html",
        status=_WRONG_INPUT,
        code=code,
        error=error,
        decree=None,
        verdict=None,
    )


@router.get("/{code}")
async def check(request: Request, code: str, _: Visitor) -> Response:
    queries: DecreeQueries = request.app.state.decrees
    now: datetime = request.app.state.now()
    decree = await queries.by_code(code) if _is_code(code) else None
    shell: Shell = request.app.state.shell
    return shell.page(
        request,
        "membership/check.html",
        status=200 if decree else _UNKNOWN_STATUS,
        code=code if _is_code(code) else "",
        error=None,
        decree=decree,
        verdict=_verdict(decree, now),
    )


def _verdict(decree: Decree | None, now: datetime) -> str:
    if decree is None:
        return "unknown"
    if decree.state is State.REVOKED:
        return "revoked"
    return "valid" if decree.grant.lasts_on(day_of(now)) else "expired"


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_CODE
