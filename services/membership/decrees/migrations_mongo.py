"""What becomes of decrees that earlier releases stored."""

from collections.abc import Sequence

from pydantic import ValidationError

from services.membership.decrees.domain import Decree
from services.membership.decrees.mongo import DECREES, to_decree
from services.membership.decrees.register_domain import ended, entry_of, followed
from services.membership.register.domain import Book, Remark
from services.membership.register.transfer_mongo import Registered, transferred
from shared.store.driver import Document
from shared.store.migrations.migration import Change, Migration
from shared.store.store import Store

_LEFT = {"registration.number": {"$exists": True}, "in_register": {"$ne": True}}


async def _entered(store: Store, documents: Sequence[Document]) -> Sequence[Change]:
    """Enter the decrees. The first one of a book brings all that are left of it, so that they stand by number."""
    beside: dict[Book, list[tuple[str, Document]]] = {}
    changes = []
    for document in documents:
        book = _book_of(to_decree(document))
        is_first = book not in beside
        if is_first:
            beside[book] = await transferred(store, book, await _left_of(store, book))
        changes.append(Change({"in_register": True}, beside=beside[book] if is_first else ()))
    return changes


async def _left_of(store: Store, book: Book) -> list[Registered]:
    where = _LEFT | {"series": book.series, "registration.year": book.year}
    found = await store.find(DECREES, where, sort=[("registration.number", 1)])
    decrees = [decree for each in found if (decree := _readable(each))]
    later = {each["_id"]: to_decree(each) for each in await store.find(DECREES, {"_id": {"$in": _later(decrees)}})}
    return [(entry_of(decree), _remarks(decree, later)) for decree in decrees]


def _later(decrees: Sequence[Decree]) -> list[str]:
    return [decree.amended_by.id for decree in decrees if decree.amended_by]


def _remarks(decree: Decree, later: dict[str, Decree]) -> list[Remark]:
    amendment = later.get(decree.amended_by.id) if decree.amended_by else None
    both = [followed(decree, amendment) if amendment else None, ended(decree)]
    return [remark for remark in both if remark]


def _readable(document: Document) -> Decree | None:
    """The decree; None for one that is refused when its own turn comes, and must not hold up the others."""
    try:
        return to_decree(document)
    except ValidationError:
        return None


def _book_of(decree: Decree) -> Book:
    return Book(decree.registered.year, decree.series)


MIGRATIONS = (
    Migration(
        name="0004-decrees-in-the-register",
        says="Enters the decrees that were signed before there was a register in it, in order of their numbers.",
        collection=DECREES,
        left=_LEFT,
        change=_entered,
    ),
)
