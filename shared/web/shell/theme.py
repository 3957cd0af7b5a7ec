"""The choice between light and dark, which a cookie keeps; «system» removes the cookie."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse

from shared.web.feature import Feature
from shared.web.paths import local_path
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage
from shared.web.shell.shell import THEME

_YEAR_SECONDS = 365 * 24 * 3600


router = APIRouter(include_in_schema=False, dependencies=[EVERYBODY])


@router.post("/theme")
async def choose(
    page: OnPage, theme: Annotated[Literal["light", "dark", "system"], Form()], back: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    response = page.go(local_path(back))
    if theme == "system":
        page.cookies.forget(response, THEME)
    else:
        page.cookies.keep(response, THEME, theme, seconds=_YEAR_SECONDS)
    return response


FEATURE = Feature(name="theme", routers=(router,))
"""`POST /theme`, for any one service. It changes only the browser's own look, so it needs no sign-in."""
