"""The audit trail of a service, as its database holds it."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI

from shared.store.audit.chain import AUDIT
from shared.store.store import Store
from shared.web.feature import Feature
from shared.web.routes import api_routes, methods_of, name_of
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


def nameless(app: FastAPI, features: Iterable[Feature]) -> set[str]:
    """The routes that change something and have no name in a manifest; and names of routes that are not there.

    A GET may have a name, too: a provider sends the browser back by GET, and its answer changes something.
    """
    named = {deed for feature in features for deed in feature.deeds}
    there = {name_of(route) for route in api_routes(app)}
    changing = {name_of(route) for route in api_routes(app) if not _CHANGING.isdisjoint(methods_of(route))}
    return (changing - named) | (named - there)
