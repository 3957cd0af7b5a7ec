"""A page as routes answer with it: the shell, the request and the instant together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from shared.runtime.viewer import Viewer
from shared.web.parts import parts_of
from shared.web.problems import ErrorPages
from shared.web.shell.shell import Shell


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to one request, in the county's dress and the reader's language."""

    request: Request
    shell: Shell
    now: datetime
    """One instant for all that the page says."""

    @property
    def viewer(self) -> Viewer | None:
        """Who asks, once the route's rule has found out."""
        viewer: Viewer | None = getattr(self.request.state, "viewer", None)
        return viewer

    def show(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """Render a template of this service or of the shell; a name it misses is an error, never a gap."""
        return self.shell.page(self.request, template, status=status, headers=headers, **context)

    def status_of(self, error: Exception) -> int:
        """The status of a refusal, for a page that shows it in its own place. Raises KeyError when it has none."""
        return parts_of(self.request.app)[ErrorPages].status_of(error)

    def go(self, to: str, *, said: str = "") -> RedirectResponse:
        """After a form: the browser asks for `to`, and that page says once what was done."""
        return self.shell.go(to, said=said)


async def _page(request: Request) -> Page:
    shell = parts_of(request.app)[Shell]
    return Page(request, shell, shell.now())


async def _now(request: Request) -> datetime:
    return parts_of(request.app)[Shell].now()


OnPage = Annotated[Page, Depends(_page)]
"""What a route of a page answers with."""

Now = Annotated[datetime, Depends(_now)]
"""The instant of a request, for routes that answer with something else."""
