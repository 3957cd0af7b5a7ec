"""The mailbox page, and the same as JSON for scripts and tests."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from deploy.local.mail_catcher.letters import Letter, Letters
from deploy.local.mail_catcher.post_office import Behaviour, PostOffice
from deploy.local.peer.pages import Pages

ROOT = "/peers/mail"


def create_app(letters: Letters, office: PostOffice) -> FastAPI:
    """Build the HTTP side of the mail catcher."""
    app = FastAPI(title="Mail catcher", openapi_url=f"{ROOT}/api/openapi.json", docs_url=None, redoc_url=None)
    _add_pages(app, letters)
    _add_api(app, letters, office)
    return app


def _add_pages(app: FastAPI, letters: Letters) -> None:
    pages = Pages(Path(__file__).parent)

    @app.get("/", include_in_schema=False)
    @app.get(ROOT, include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse(f"{ROOT}/")

    @app.get(f"{ROOT}/", include_in_schema=False)
    async def mailbox(to: str | None = None) -> HTMLResponse:
        found = letters.to(to)
        return pages.show(
            "mailbox.html", root=ROOT, to=to, counts=letters.counts(), total=len(found), letters=found[:_ON_A_PAGE]
        )

    @app.get(f"{ROOT}/letters/{{number}}", include_in_schema=False)
    async def letter(number: int) -> HTMLResponse:
        found = letters.get(number)
        if not found:
            return pages.show("gone.html", root=ROOT, status=404)
        return pages.show("letter.html", root=ROOT, letter=found)

    @app.get(f"{ROOT}/letters/{{number}}/html", include_in_schema=False)
    async def letter_html(number: int) -> HTMLResponse:
        found = letters.get(number)
        # Links leave the frame when a person follows them; nothing else of the letter may act.
        shown = f'<base target="_top">{found.html}' if found else ""
        return HTMLResponse(shown, status_code=200 if found else 404, headers=_FRAME_HEADERS)


def _add_api(app: FastAPI, letters: Letters, office: PostOffice) -> None:
    @app.get(f"{ROOT}/api/messages")
    async def messages(
        to: str | None = None,
        limit: Annotated[int, Query(ge=1, le=5_000)] = 100,
        at_least: Annotated[int, Query(ge=0)] = 0,
        wait: Annotated[float, Query(ge=0, le=60)] = 0,
    ) -> dict[str, Any]:
        """Newest first. With `at_least` and `wait`, answers when that many are there, or the seconds are over."""
        found = await _patiently(letters, to, at_least, wait)
        return {"items": [letter.as_json() for letter in found[:limit]], "total": len(found)}

    @app.get(f"{ROOT}/api/messages/{{number}}")
    async def message(number: int) -> dict[str, Any]:
        found = letters.get(number)
        if not found:
            raise HTTPException(404)
        return found.as_json() | {"raw": found.raw.decode("utf-8", "replace")}

    @app.delete(f"{ROOT}/api/messages", status_code=204)
    async def clear() -> None:
        letters.clear()

    @app.post(f"{ROOT}/api/behaviour")
    async def behave(behaviour: Behaviour) -> Behaviour:
        """Fail like this from now on; an empty object ends it."""
        office.behaviour = behaviour
        return behaviour

    @app.post(f"{ROOT}/api/hang-up", status_code=204)
    async def hang_up() -> None:
        """End all SMTP connections."""
        office.hang_up()


async def _patiently(letters: Letters, to: str | None, at_least: int, wait: float) -> list[Letter]:
    try:
        return await letters.arrived(to, count=at_least, within=wait) if wait else letters.to(to)
    except TimeoutError:
        return letters.to(to)


_ON_A_PAGE = 200
_FRAME_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-top-navigation-by-user-activation",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
