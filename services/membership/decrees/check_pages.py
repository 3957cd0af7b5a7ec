"""`/v`: anybody checks a decree by the code at its foot, without signing in."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query, Response

from services.membership.decrees.api import Queries
from services.membership.decrees.domain import Decree
from services.membership.letters.domain import State
from services.membership.members.api import Rolls
from services.membership.members.queries import MemberQueries
from shared.persian.digits import latin_digits
from shared.persian.jalali import day_of
from shared.web.forms import UNFIT_STATUS
from shared.web.identity import Visitor
from shared.web.limits import Limit
from shared.web.routing import page_router
from shared.web.shell.page import OnPage

_LIMIT = Limit("checks of decrees", times=30, seconds=60)
"""Eight digits are soon guessed by a program, and never by a person."""
router = page_router("/v", needs=[Depends(_LIMIT)])

_LONGEST_CODE = 20
_UNKNOWN_STATUS = 404


@router.get("")
async def ask(page: OnPage, _: Visitor, code: Annotated[str | None, Query(max_length=80)] = None) -> Response:
    if code is None:
        return page.show("membership/check.html", code="", error=None, decree=None, verdict=None, ended_on=None)
    digits = "".join(latin_digits(code).replace("\u200c", "").split())
    if _is_code(digits):
        return page.go(f"/v/{digits}")
    return page.show(
        "membership/check.html",
        status=UNFIT_STATUS,
        code=code,
        error="کد اصالت‌سنجی فقط رقم دارد؛ آن را از پایین حکم وارد کنید.",
        decree=None,
        verdict=None,
        ended_on=None,
    )


@router.get("/{code}")
async def check(page: OnPage, code: str, _: Visitor, queries: Queries, rolls: Rolls) -> Response:
    decree = await queries.by_code(code) if _is_code(code) else None
    verdict = _verdict(decree, page.now)
    ended_on = await _membership_ended_on(decree, rolls, page.now) if decree and verdict == "valid" else None
    return page.show(
        "membership/check.html",
        status=200 if decree else _UNKNOWN_STATUS,
        code=code if _is_code(code) else "",
        error=None,
        decree=decree,
        verdict="ended" if ended_on else verdict,
        ended_on=ended_on,
    )


async def _membership_ended_on(decree: Decree, rolls: MemberQueries, now: datetime) -> date | None:
    """The day on which the member left, though the term of the decree, or of its correction, goes on."""
    decrees = [decree.id, *([decree.amended_by.id] if decree.amended_by else [])]
    return await rolls.ended_by(decrees, on=day_of(now))


def _verdict(decree: Decree | None, now: datetime) -> str:
    if decree is None:
        return "unknown"
    if decree.state is State.REVOKED:
        return "revoked"
    return "valid" if decree.grant.lasts_on(day_of(now)) else "expired"


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_CODE
