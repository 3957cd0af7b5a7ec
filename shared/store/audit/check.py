"""The check of the audit trail: whether the chain is as it was written, and if not, where it first breaks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.store.audit.chain import AUDIT, AUDIT_HEAD, BEGINNING, HEAD, digest, head_after
from shared.store.driver import Document
from shared.store.store import Store

_PIECE = 1_000


class Fault(StrEnum):
    """What can be wrong with the chain, each as a sentence for operators."""

    CHANGED = "this row was changed after it was written"
    NOT_BEHIND = "this row does not follow the row before it: one of the two was replaced, together with its hash"
    MISSING = "this row is missing, but later ones are there"
    NO_BEGINNING = "the beginning is cut off: this row is missing, but later ones are there"
    NO_END = "the end is cut off: this row and every later one are missing"
    NO_HEAD = "the head of the chain is missing, so it is unknown how many rows there were"
    BEYOND = "this row comes after the head of the chain: the service did not write it"
    OTHER_HEAD = "the head of the chain holds another hash than this row, which is the last one"


@dataclass(frozen=True, slots=True)
class Break:
    """The first row at which the chain is broken."""

    sequence: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows from the first on are sound, the hash of the last sound row, and the break after it, if any."""

    sound: int
    hash: str
    broken: Break | None = None


async def verify(store: Store) -> Verdict:
    """Check the whole chain, some rows at a time; it may grow meanwhile."""
    last = await store.find(AUDIT, {}, sort=[("_id", -1)], limit=1)
    # The head is read after the last row. A row and its head are committed together, so this head covers that row.
    head = await store.get(AUDIT_HEAD, HEAD)
    if head is None and last:
        return _broken(BEGINNING, 1, Fault.NO_HEAD)
    return await _walk(store, head or BEGINNING, last[0]["_id"] if last else 0)


async def _walk(store: Store, head: Document, last: Any) -> Verdict:
    reached = BEGINNING
    while reached["sequence"] < head["sequence"]:
        where = {"_id": {"$gt": reached["sequence"], "$lte": head["sequence"]}}
        rows = await store.find(AUDIT, where, sort=[("_id", 1)], limit=_PIECE)
        if not rows:
            return _broken(reached, reached["sequence"] + 1, Fault.NO_END)
        for row in rows:
            if fault := _fault(reached, row):
                at = reached["sequence"] + 1 if fault in {Fault.MISSING, Fault.NO_BEGINNING} else row["_id"]
                return _broken(reached, at, fault)
            reached = head_after(row)
    if reached["hash"] != head["hash"]:
        return _broken(reached, reached["sequence"], Fault.OTHER_HEAD)
    if not isinstance(last, int) or last > head["sequence"]:
        return _broken(reached, head["sequence"] + 1, Fault.BEYOND)
    return Verdict(reached["sequence"], reached["hash"])


def _fault(reached: Document, row: Document) -> Fault | None:
    if row["_id"] != reached["sequence"] + 1:
        return Fault.MISSING if reached["sequence"] else Fault.NO_BEGINNING
    if digest(row) != row.get("hash"):
        return Fault.CHANGED
    if row.get("previous") != reached["hash"]:
        return Fault.NOT_BEHIND
    return None


def _broken(reached: Document, sequence: int, fault: Fault) -> Verdict:
    return Verdict(reached["sequence"], reached["hash"], Break(sequence, fault))
