"""What becomes of people whom earlier releases stored."""

from collections.abc import Sequence

from services.membership.accounts.mongo import PEOPLE, found_by, to_person
from shared.store.driver import Document
from shared.store.migrations.migration import Change, Migration
from shared.store.store import Store


async def _with_words(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
    return [Change(found_by(to_person(document))) for document in documents]


MIGRATIONS = (
    Migration(
        name="0001-people-words",
        says="Adds the words by which people are found in lists, and by which those who were entered twice are found.",
        collection=PEOPLE,
        left={"$or": [{"words": {"$exists": False}}, {"alike": {"$exists": False}}]},
        change=_with_words,
    ),
)
