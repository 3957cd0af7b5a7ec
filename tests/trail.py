"""The audit trail of a service, as its database holds it."""

from typing import Any

from shared.store.audit.chain import AUDIT
from shared.store.store import Store
from tests.eventually import eventually


async def trail(store: Store, number: int, **where: Any) -> list[dict[str, Any]]:
    """Wait until so many rows are written, and give them in their order."""

    async def enough() -> list[dict[str, Any]]:
        rows = await store.find(AUDIT, where, sort=[("_id", 1)])
        return rows if len(rows) >= number else []

    return await eventually(enough)


def changes(row: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Before and after by field."""
    return {each["field"]: (each["before"], each["after"]) for each in row["changes"]}
