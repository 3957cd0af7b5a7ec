"""The page that a link to a new e-mail address opens."""

from typing import Annotated

from fastapi import Depends, Response

from services.membership.own_account.email_domain import EmailLinkOver
from services.membership.own_account.email_usecases import AddressChange
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage

OPENING = Depends(Limit("email links", times=30, seconds=60))
router = page_router("/membership/email", needs=[OPENING])

Changes = Annotated[AddressChange, part(AddressChange)]


@router.get("/{token}", dependencies=[EVERYBODY])
async def ask(page: OnPage, token: str, changes: Changes) -> Response:
    """Ask first: programs that look through mail open every link in it."""
    try:
        change = await changes.open(token)
    except EmailLinkOver as over:
        return _over(page, over)
    return page.show("membership/email-confirmation.html", email=change.email, token=token, over=None)


@router.post("/{token}", dependencies=[EVERYBODY])
async def confirm(page: OnPage, token: str, changes: Changes) -> Response:
    try:
        await changes.confirm(token)
    except EmailLinkOver as over:
        return _over(page, over)
    return page.go("/membership/sign-in", said="ایمیل تازه شما تأیید شد؛ از این پس پیام‌ها به آن فرستاده می‌شود.")


def _over(page: OnPage, over: EmailLinkOver) -> Response:
    return page.show(
        "membership/email-confirmation.html", status=page.status_of(over), email="", token="", over=str(over)
    )
