"""Finds and counts letters by how they stand, which is not stored in one word."""

from collections.abc import Collection
from datetime import date
from typing import Any

from services.membership.letters.domain import State
from services.membership.letters.standing_domain import Facts, Standing
from shared.store.driver import Document

_ENDED = {"superseded_by": "is_superseded", "amended_by": "is_amended"}
_HAPPENED = {
    "registration": "is_signed",
    "returned": "is_returned",
    "checked": "is_checked",
    "served_at": "is_served",
    "acknowledged_at": "is_acknowledged",
    "revocation": "is_revoked",
    **_ENDED,
}


def standing_on(standings: Collection[Standing], day: date, *, term: str) -> dict[str, Any]:
    """The filter for letters that stand like one of these; `term` is the field with their last day."""
    found = [_where(standing, day, term) for standing in sorted(standings)]
    return found[0] if len(found) == 1 else {"$or": found}


def counting(day: date, *, term: str) -> list[dict[str, Any]]:
    """The pipeline that counts letters by the facts of which `counted` makes words."""
    facts: dict[str, Any] = {name: {"$gt": [f"${field}", None]} for field, name in _HAPPENED.items()}
    over = {"$and": [{"$gt": [f"${term}", None]}, {"$lt": [f"${term}", day.isoformat()]}]}
    key = facts | {"is_over": over, "is_annulled": {"$eq": ["$revocation.annuls", True]}}
    return [{"$group": {"_id": key, "number": {"$sum": 1}}}]


def counted(rows: Collection[Document]) -> dict[Standing, int]:
    """How many letters stand in each way."""
    numbers = dict.fromkeys(Standing, 0)
    for row in rows:
        numbers[Facts(**row["_id"]).standing] += row["number"]
    return numbers


def _where(standing: Standing, day: date, term: str) -> dict[str, Any]:
    draft, registered, revoked = ({"state": state.value} for state in (State.DRAFT, State.REGISTERED, State.REVOKED))
    untouched = registered | dict.fromkeys(_ENDED)
    is_over = {"$lt": day.isoformat()}
    in_force = untouched | {term: {"$not": is_over}}
    filled = {"$ne": None}
    wheres: dict[Standing, dict[str, Any]] = {
        Standing.DRAFT: draft | {"returned": None, "checked": None},
        Standing.RETURNED: draft | {"returned": filled},
        Standing.CHECKED: draft | {"returned": None, "checked": filled},
        Standing.REGISTERED: in_force | {"served_at": None, "acknowledged_at": None},
        Standing.SERVED: in_force | {"served_at": filled, "acknowledged_at": None},
        Standing.ACKNOWLEDGED: in_force | {"acknowledged_at": filled},
        Standing.EXPIRED: untouched | {term: is_over},
        Standing.AMENDED: registered | {"superseded_by": None, "amended_by": filled},
        Standing.SUPERSEDED: registered | {"superseded_by": filled},
        Standing.REVOKED: revoked | {"revocation.annuls": {"$ne": True}},
        Standing.ANNULLED: revoked | {"revocation.annuls": True},
    }
    return wheres[standing]
