"""A migration: which stored documents a release wants to have another form, and what becomes of each."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared.store.driver import Document
from shared.store.store import Store
from shared.store.work import Filter


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one document."""

    fields: Document
    """The fields that it gets, in place of those of the same names."""
    without: Sequence[str] = ()
    """The fields that it loses."""
    beside: Sequence[tuple[str, Document]] = ()
    """Documents of other collections that it needs. One whose `_id` exists is left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """A migration of one collection. It can be run again at any time: it finds only what still has the old form."""

    name: str
    """Its number within the service and what it is about: `0001-people-words`. It never changes."""
    says: str
    """A sentence for the operator: what is done to which documents, and what people gain by it."""
    collection: str
    left: Filter
    """The filter for documents that have the old form. Whatever `change` returned no longer fits it."""
    change: Callable[[Store, Sequence[Document]], Awaitable[Sequence[Change]]]
    """Returns a change for each of these documents, in their order. It may read the database and never writes to it."""
    must_be_done: bool = False
    """Whether this release cannot work with the old form. Its services are unready as long as there is any."""
    batch: int = 200
    """How many documents are read and written at once."""


def in_order(migrations: Iterable[Migration]) -> Sequence[Migration]:
    """Return the migrations by name, as they are run. Raises ValueError when two have the same name."""
    ordered = sorted(migrations, key=_name_of)
    for one, other in pairwise(ordered):
        if one.name == other.name:
            raise ValueError(f"two migrations are named {one.name}")
    return ordered


def _name_of(migration: Migration) -> str:
    return migration.name
