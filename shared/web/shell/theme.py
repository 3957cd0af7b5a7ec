"""Light or dark: a choice kept in a cookie, taken back by «system»."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse

from shared.web.paths import local_path
from shared.web.rules import EVERYBODY

_YEAR_SECONDS = 365 * 24 * 3600


def theme_switch(*, public_url: str) -> APIRouter:
    """`POST /theme`, to be mounted by any one service. It changes nothing but a browser's own look: no sign-in."""
    router = APIRouter(include_in_schema=False, dependencies=[EVERYBODY])
    secure = public_url.startswith("https:")

    @router.post("/theme")
    def choose(
        theme: Annotated[Literal["light", "dark", "system"], Form()], back: Annotated[str, Form()] = "/"
    ) -> RedirectResponse:
        response = RedirectResponse(local_path(back), 303)
        if theme == "system":
            response.delete_cookie("theme")
        else:
            response.set_cookie("theme", theme, max_age=_YEAR_SECONDS, httponly=True, samesite="lax", secure=secure)
        return response

    return router
