"""The audit trail of a service, as its database holds it."""

from collections.abc import Collection
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from shared.store.audit.chain import AUDIT
from shared.store.store import Store
from tests.eventually import eventually

_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


async def trail(store: Store, number: int, **where: Any) -> list[dict[str, Any]]:
    """Wait until so many rows are written, and give them in their order."""

    async def enough() -> list[dict[str, Any]]:
        rows = await store.find(AUDIT, where, sort=[("_id", 1)])
        return rows if len(rows) >= number else []

    return await eventually(enough)


def changes(row: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Before and after by field."""
    return {each["field"]: (each["before"], each["after"]) for each in row["changes"]}


def nameless(app: FastAPI, named: Collection[str]) -> set[str]:
    """The routes that change something and have no name; and names of routes that are not there."""
    routes = iter_route_contexts(app.routes)
    there = {f"{method} {route.path}" for route in routes for method in route.methods or () if method in _CHANGING}
    return there ^ set(named)
