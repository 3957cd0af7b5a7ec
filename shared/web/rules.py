"""The rules of routes: every route declares who may request it, and a service with an undeclared one does not start."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from shared.runtime.access import Action, NotAllowed
from shared.runtime.viewer import Viewer
from shared.web.identity import refuse_other_sites, signed_in, visitor, visitor_from_anywhere
from shared.web.parts import parts_of
from shared.web.problems import NotSignedIn
from shared.web.routes import name_of
from shared.web.shell.shell import Shell


class RouteWithoutRule(Exception):
    """A route does not declare who may request it."""


@dataclass(frozen=True, slots=True)
class May:
    """Admits people who may do the action on at least some things; the use case then checks the thing itself."""

    action: Action

    async def __call__(self, viewer: Annotated[Viewer, Depends(signed_in)]) -> Viewer:
        """Return the signed-in person. Raises NotSignedIn or NotAllowed."""
        if not self.action.is_open_to(viewer):
            raise NotAllowed(self.action.refusal)
        return viewer


@dataclass(frozen=True, slots=True)
class MayOutsideDemo:
    """Admits people who may do the action, and everybody in a demonstration."""

    action: Action

    async def __call__(self, request: Request, viewer: Annotated[Viewer | None, Depends(visitor)]) -> None:
        """Check the visitor. Raises NotSignedIn or NotAllowed."""
        if parts_of(request.app)[Shell].is_demo:
            return
        if viewer is None:
            raise NotSignedIn
        if not self.action.is_open_to(viewer):
            raise NotAllowed(self.action.refusal)


def may(action: Action) -> Any:
    """Return the dependency that admits only people who may do the action, and gives the route the viewer."""
    return Depends(May(action))


async def everybody(request: Request) -> None:
    """Admit everybody, even with an invalid token; only a form of another site is refused. Raises Forbidden."""
    refuse_other_sites(request)


EVERYBODY = Depends(everybody)
"""The rule of a route that programs and browsers may request without a sign-in."""

VISITORS = Depends(visitor)
"""The rule of a page that everybody may see and that also shows who is signed in."""

Rule = Action | str


def rules_of(route: APIRoute) -> list[Rule]:
    """Return the rules of a route: actions, `signed in` or `everybody`."""
    said: list[Rule] = []
    for dependency in route.dependant.dependencies:
        match dependency.call:
            case May() | MayOutsideDemo() as rule:
                said.append(rule.action)
            case call if call is signed_in:
                said.append("signed in")
            case call if call in (visitor, visitor_from_anywhere, everybody):
                said.append("everybody")
    return said


def must_have_rules(routes: Iterable[APIRoute]) -> None:
    """Raise RouteWithoutRule for the first route without a rule."""
    for route in routes:
        if not rules_of(route):
            raise RouteWithoutRule(f"{name_of(route)} does not declare who may request it.")
