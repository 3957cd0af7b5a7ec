"""The hash chain of the audit trail: each row holds the hash of the row before, so that no change goes unnoticed."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from pymongo import IndexModel

from shared.store.audit.notes import AUDIT_WAITING
from shared.store.driver import Document

AUDIT = "audit"
AUDIT_HEAD = "audit_head"
HEAD = "head"

BEGINNING: Document = {"_id": HEAD, "sequence": 0, "hash": "0" * 64}
"""The head of an empty chain."""

INDEXES = {
    AUDIT_WAITING: [],
    AUDIT: [
        IndexModel([("note", 1)], unique=True),
        IndexModel([("at", 1)]),
        IndexModel([("person_id", 1), ("_id", 1)]),
        IndexModel([("collection", 1), ("key", 1), ("_id", 1)]),
        IndexModel([("deed", 1), ("_id", 1)]),
    ],
    AUDIT_HEAD: [],
}


def link(note: Document, head: Document) -> Document:
    """Return the row that a note becomes when it is appended after this head."""
    row = note | {"_id": head["sequence"] + 1, "note": note["_id"], "previous": head["hash"]}
    return row | {"hash": digest(row)}


def head_after(row: Document) -> Document:
    """Return the head of a chain that ends with this row."""
    return {"_id": HEAD, "sequence": row["_id"], "hash": row["hash"]}


def digest(row: Document) -> str:
    """Return the SHA-256 of everything in a row except its own hash."""
    said = {name: value for name, value in row.items() if name != "hash"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_instant)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _instant(value: Any) -> str:
    if not isinstance(value, datetime):
        # Our writer never stores such a value. The check must report a broken row for it, and must not crash.
        return repr(value)
    return value.astimezone(UTC).isoformat(timespec="milliseconds")
