"""The page object with which routes answer: the shell, the request and the current instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from shared.runtime.viewer import Viewer
from shared.web.cookies import Cookies
from shared.web.parts import parts_of
from shared.web.problems import ErrorPages
from shared.web.shell.shell import Shell


@dataclass(frozen=True, slots=True)
class Page:
    """Makes the answer to one request, in the county's design and the reader's language."""

    request: Request
    shell: Shell
    now: datetime
    """The instant that counts as now for the whole page."""

    @property
    def viewer(self) -> Viewer | None:
        """The signed-in person, once the rule of the route has run; None before that, and for others."""
        viewer: Viewer | None = getattr(self.request.state, "viewer", None)
        return viewer

    @property
    def cookies(self) -> Cookies:
        """Reads and sets cookies under the names of this installation."""
        return self.shell.cookies

    def show(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """Render a template of this service or of the shell; a name that the context lacks is an error."""
        return self.shell.page(self.request, template, status=status, headers=headers, **context)

    def status_of(self, error: Exception) -> int:
        """Return the status of an error, for a page that shows the error itself. Raises KeyError when it has none."""
        return parts_of(self.request.app)[ErrorPages].status_of(error)

    def go(self, to: str, *, said: str = "") -> RedirectResponse:
        """Answer a form with a redirect to `to`, where the sentence `said` is shown once."""
        return self.shell.go(to, said=said)


async def _page(request: Request) -> Page:
    shell = parts_of(request.app)[Shell]
    return Page(request, shell, shell.now())


async def _now(request: Request) -> datetime:
    return parts_of(request.app)[Shell].now()


OnPage = Annotated[Page, Depends(_page)]
"""The page object, as a parameter of a route."""

Now = Annotated[datetime, Depends(_now)]
"""The current instant, as a parameter of a route that does not answer with a page."""
