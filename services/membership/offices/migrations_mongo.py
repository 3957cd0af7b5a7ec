"""What becomes of offices that earlier releases stored."""

from collections.abc import Sequence

from services.membership.office_kinds.domain import KindId, OfficeKind
from services.membership.office_kinds.mongo import OFFICE_KINDS, to_kind_document
from services.membership.offices.domain import Office
from services.membership.offices.mongo import OFFICES, found_by, to_office
from shared.store.driver import Document
from shared.store.migrations.migration import Change, Migration
from shared.store.store import Store


async def _with_words(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
    return [_change(to_office(document)) for document in documents]


def _change(office: Office) -> Change:
    facts = office.facts
    kind = OfficeKind(KindId(facts.kind), facts.kind_name, facts.kind_order, facts.executive, version=1)
    # Not the facts that are new: the release before refuses an office with a fact that it does not know.
    return Change(found_by(office), beside=[(OFFICE_KINDS, to_kind_document(kind))])


MIGRATIONS = (
    Migration(
        name="0002-office-words",
        says="Adds the words by which offices are found, and defines the kinds that they have.",
        collection=OFFICES,
        left={"words": {"$exists": False}},
        change=_with_words,
    ),
)
