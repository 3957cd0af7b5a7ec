"""What becomes of memberships that earlier releases stored."""

from collections.abc import Mapping, Sequence

from services.membership.accounts.mongo import PEOPLE
from services.membership.members.mongo import MEMBERSHIPS, found_by
from shared.store.driver import Document
from shared.store.migrations.migration import Change, Migration
from shared.store.store import Store


async def _with_names(store: Store, documents: Sequence[Document]) -> Sequence[Change]:
    people = {document["person_id"] for document in documents}
    names = {each["_id"]: each["name"] for each in await store.find(PEOPLE, {"_id": {"$in": sorted(people)}})}
    return [_named(each, names) for each in documents]


def _named(membership: Document, names: Mapping[str, str]) -> Change:
    person_id = membership["person_id"]
    # A person who is not known goes by the id, here as everywhere.
    name: str = membership.get("person_name") or names.get(person_id, person_id)
    return Change({"person_name": name, **found_by(name)})


MIGRATIONS = (
    Migration(
        name="0003-membership-names",
        says="Adds the names of members to their memberships, by which rosters are sorted and searched.",
        collection=MEMBERSHIPS,
        left={"$or": [{"name_tokens": {"$exists": False}}, {"person_name": {"$in": ["", None]}}]},
        change=_with_names,
    ),
)
