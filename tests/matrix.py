"""Walks every route of a service as every role, on what is one's own and on what is not."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from httpx import AsyncClient, Response

from shared.runtime.access import ROLES, Action
from shared.runtime.viewer import Viewer
from shared.web.routes import api_routes, methods_of
from shared.web.rules import rules_of
from tests.identity import COOKIE, csrf_for, token_of

OWN, FOREIGN = "water", "roads"
_REFUSED = frozenset({401, 403, 404})


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that is good but for who sends it. `things`: what it is about; None for nothing certain."""

    path: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    things: tuple[str, ...] | None = None


Asks = Mapping[str, Callable[[str], Awaitable[Ask]]]
"""`POST /api/news/articles` → a fresh request that is about this office."""


def somebody(role: str) -> Viewer:
    """A person of this role, of the own office and of a body."""
    return Viewer(f"p-{role}", f"کسی با نقش {role}", frozenset({role}), frozenset({OWN}), frozenset({"media_hq"}))


async def walk(app: FastAPI, client: AsyncClient, asks: Asks) -> list[str]:
    """What is not as the service's table says; empty when all is. Each guarded route must be among the asks."""
    wrong = [f"{name}: nobody asks it" for name in sorted(_guarded(app).keys() - asks.keys())]
    wrong += [f"{name}: there is no such route" for name in sorted(asks.keys() - _guarded(app).keys())]
    for name, action in _guarded(app).items():
        for office in (OWN, FOREIGN) if name in asks else ():
            ask = await asks[name](office)
            for viewer in (None, *map(somebody, ROLES)):
                answer = await _send(client, name, ask, viewer)
                if trouble := _trouble(answer, ask, action, viewer):
                    who = "nobody" if viewer is None else next(iter(viewer.roles))
                    wrong.append(f"{name} of {office} by {who}: {answer.status_code}, {trouble}")
                if answer.status_code not in _REFUSED and action.changes:
                    ask = await asks[name](office)
    return wrong


def _trouble(answer: Response, ask: Ask, action: Action, viewer: Viewer | None) -> str:
    if viewer is None:
        is_sent_to_sign_in = answer.is_redirect and "/sign-in" in answer.headers["location"]
        return "" if answer.status_code == 401 or is_sent_to_sign_in else "but nobody is signed in"
    may = action.is_open_to(viewer) if ask.things is None else action.allows(viewer, *ask.things)
    if may and (answer.status_code in _REFUSED or answer.is_server_error):
        return "though it is allowed"
    if not may and answer.status_code not in _REFUSED:
        return "though it is not allowed"
    return ""


async def _send(client: AsyncClient, name: str, ask: Ask, viewer: Viewer | None) -> Response:
    method, _, template = name.partition(" ")
    path, headers, form = template.format(**ask.path), {}, ask.form
    if viewer:
        token = token_of(viewer)
        headers["Cookie"] = f"{COOKIE}={token}"
        if not template.startswith("/api/"):
            form = {**(ask.form or {}), "csrf": csrf_for(viewer)} if method == "POST" else None
    return await client.request(method, path, json=ask.json, data=form, params=ask.query, headers=headers)


def _guarded(app: FastAPI) -> dict[str, Action]:
    return {
        f"{method} {route.path_format}": rule
        for route in api_routes(app)
        for rule in rules_of(route)
        for method in methods_of(route)
        if isinstance(rule, Action)
    }


def changes_by(actions: tuple[Action, ...], role: str) -> list[str]:
    """The names of the actions that change something and are open to this role."""
    return [action.name for action in actions if action.changes and action.is_open_to(somebody(role))]
