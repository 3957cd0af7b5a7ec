"""`/i/<token>`: a guest answers by a one-time address, without signing in, until the deadline."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Form, Request, Response

from services.membership.invitations.answers_domain import NoAnswer
from services.membership.invitations.api import Answers
from services.membership.invitations.domain import InvitationNotFound
from services.membership.invitations.forms import TypedAnswer
from services.membership.invitations.pages import REPLIES
from services.membership.letters.standing_domain import IN_FORCE
from shared.persian.jalali import day_of
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import Visitor
from shared.web.limits import Guesses, Limit
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

_LIMIT: Final = Limit("answers to invitations", times=30, seconds=60)
_GUESSES: Final = Guesses("unknown addresses of invitations", times=30, seconds=3600)

router = page_router("/i", needs=[Depends(_LIMIT), Depends(_GUESSES)])


@router.get("/{token}")
async def ask(page: OnPage, request: Request, token: str, _: Visitor, answers: Answers) -> Response:
    return await _shown(page, request, token, answers)


@router.post("/{token}")
async def answer(
    page: OnPage, request: Request, token: str, _: Visitor, answers: Answers, typed: Annotated[TypedAnswer, Form()]
) -> Response:
    try:
        await answers.answer_by(token, typed.read())
    except Unfit as unfit:
        return await _shown(page, request, token, answers, typed=typed, errors=unfit.errors)
    except NoAnswer as refusal:
        return await _shown(page, request, token, answers, typed=typed, errors={"reply": str(refusal)})
    except InvitationNotFound:
        _GUESSES.missed(request)
        raise
    return page.go(f"/i/{token}", said="پاسخ شما ثبت شد.")


async def _shown(
    page: Page,
    request: Request,
    token: str,
    answers: Answers,
    *,
    typed: TypedAnswer | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    try:
        own, invitation = await answers.opened_by(token)
    except InvitationNotFound:
        _GUESSES.missed(request)
        raise
    standing = invitation.standing(day_of(page.now))
    return page.show(
        "membership/invitation-guest.html",
        status=UNFIT_STATUS if errors else 200,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        invitation=invitation,
        guest=invitation.guest(own.id),
        own=own,
        answering=typed or TypedAnswer.of(own),
        is_open=standing in IN_FORCE and day_of(page.now) <= invitation.meeting.answer_until,
        standing=standing,
        replies=REPLIES,
        errors=errors or {},
        here=f"/i/{token}",
    )
