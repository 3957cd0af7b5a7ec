"""Every route says who may ask it, and one that says nothing is refused when the service is built."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from shared.runtime.access import Action, NotAllowed
from shared.runtime.viewer import Viewer
from shared.web.identity import signed_in, visitor
from shared.web.parts import parts_of
from shared.web.problems import NotSignedIn
from shared.web.routes import name_of
from shared.web.shell.shell import Shell


class RouteWithoutRule(Exception):
    """A route does not say who may ask it."""


@dataclass(frozen=True, slots=True)
class May:
    """Lets in whoever may do the action on anything at all; on what exactly, the use case asks the same action."""

    action: Action

    async def __call__(self, viewer: Annotated[Viewer, Depends(signed_in)]) -> Viewer:
        """The person who asks. Raises NotSignedIn or NotAllowed."""
        if not self.action.is_open_to(viewer):
            raise NotAllowed(self.action.refusal)
        return viewer


@dataclass(frozen=True, slots=True)
class MayOutsideDemo:
    """Lets in whoever may do the action; in a demonstration everybody."""

    action: Action

    async def __call__(self, request: Request, viewer: Annotated[Viewer | None, Depends(visitor)]) -> None:
        """Raises NotSignedIn or NotAllowed."""
        if parts_of(request.app)[Shell].is_demo:
            return
        if viewer is None:
            raise NotSignedIn
        if not self.action.is_open_to(viewer):
            raise NotAllowed(self.action.refusal)


def may(action: Action) -> Any:
    """Say who may ask a route, and give it the viewer: the annotation of its parameter `by`."""
    return Depends(May(action))


async def everybody() -> None:
    """No question is asked: not even a bad token is looked at."""


EVERYBODY = Depends(everybody)
"""The rule of a route that programs and browsers ask without any sign-in."""

VISITORS = Depends(visitor)
"""The rule of a page for everybody that greets those who are signed in."""

Rule = Action | str


def rules_of(route: APIRoute) -> list[Rule]:
    """What a route says of who may ask it: actions, `signed in`, `everybody`."""
    said: list[Rule] = []
    for dependency in route.dependant.dependencies:
        match dependency.call:
            case May() | MayOutsideDemo() as rule:
                said.append(rule.action)
            case call if call is signed_in:
                said.append("signed in")
            case call if call in (visitor, everybody):
                said.append("everybody")
    return said


def must_have_rules(routes: Iterable[APIRoute]) -> None:
    """Raise RouteWithoutRule for the first route that says nothing."""
    for route in routes:
        if not rules_of(route):
            raise RouteWithoutRule(f"{name_of(route)} does not say who may ask it.")
