"""Merges in MongoDB, and the things of a person that go over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

from services.membership.certificates.mongo import CERTIFICATES, MongoCertificateRepository, to_certificate
from services.membership.certificates.mongo import naming as certificates_of
from services.membership.decrees.mongo import DECREES, MongoDecreeRepository, to_decree
from services.membership.handovers.domain import State as HandoverState
from services.membership.handovers.mongo import HANDOVERS, MongoHandoverRepository, to_handover
from services.membership.invitations.mongo import (
    ANSWERS,
    INVITATIONS,
    MongoAnswerRepository,
    MongoInvitationRepository,
    to_answer,
    to_invitation,
)
from services.membership.invitations.mongo import naming as invitations_of
from services.membership.letters.domain import State as DecreeState
from services.membership.members.mongo import MEMBERSHIPS, MongoMembershipRepository, to_membership
from services.membership.merges.domain import Belongings, Merge
from services.membership.nominations.mongo import NOMINATIONS, MongoNominationRepository, to_nomination
from services.membership.posts.mongo import POSTS, MongoPostRepository, to_post
from services.membership.service_records.mongo import RECORDS, MongoRecordRepository, to_record
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

MERGES = "merges"
INDEXES: Indexes = {MERGES: [IndexModel([("stays_id", 1), ("at", -1)]), IndexModel([("merged_id", 1), ("at", -1)])]}
# What is given is contact data, and the things that moved are noted in their own collections.
AUDITED: Audited = {MERGES: all_but("given", "before", "link")}

_MERGE = Shape(Merge)


@dataclass(frozen=True, slots=True)
class MongoMergeRepository:
    """Keeps merges."""

    store: Store

    async def last_of(self, person_id: str) -> Merge | None:
        """Return the last merge of a person, on either side, that was not undone."""
        where = {"$or": [{"stays_id": person_id}, {"merged_id": person_id}], "undone_at": None}
        found = await self.store.find(MERGES, where, sort=[("at", -1)], limit=1)
        return _MERGE.aggregate(found[0]) if found else None

    async def save(self, merge: Merge, *events: Event) -> None:
        """Keep the merge and queue the events: both, or neither."""
        stale = Stale("این ادغام را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="merge")
        await save(self.store, MERGES, merge, _MERGE.document(merge), *events, stale=stale)


@dataclass(frozen=True, slots=True)
class MongoBelongings:
    """Finds what belongs to a person, and keeps it with the repositories of its own features."""

    store: Store

    async def of(self, person_id: str) -> Belongings:
        """Return what belongs to a person."""
        held = [{f"{name}.person_id": person_id} for name in ("holder", "past", "planned")]
        nominated = [{"person_id": person_id}, {"nominated_by": person_id}]
        return await self._found(
            posts={"$or": held},
            memberships={"person_id": person_id, "active": True},
            nominations={"$or": nominated, "is_open": True},
            drafts={"grant.person_id": person_id, "state": DecreeState.DRAFT.value},
            handovers={"coming.person_id": person_id, "state": HandoverState.OPEN.value},
            records={"person_id": person_id},
            answers={"person_id": person_id},
        )

    async def again(self, before: Belongings) -> Belongings:
        """Return the same things as they are now."""
        return await self._found(
            posts=_among([each.id for each in before.posts]),
            memberships=_among([each.id for each in before.memberships]),
            nominations=_among([each.id for each in before.nominations]),
            drafts=_among([each.id for each in before.drafts]),
            handovers=_among([each.id for each in before.handovers]),
            records=_among([each.id for each in before.records]),
            answers=_among([each.id for each in before.answers]),
        )

    async def save(self, belongings: Belongings, *events: Event) -> None:
        """Keep all of them and queue the events: everything, or nothing."""
        posts, memberships = MongoPostRepository(self.store), MongoMembershipRepository(self.store)
        nominations, decrees = MongoNominationRepository(self.store), MongoDecreeRepository(self.store)
        handovers, answers = MongoHandoverRepository(self.store), MongoAnswerRepository(self.store)
        records = MongoRecordRepository(self.store)
        async with self.store.unit_of_work() as work:
            for post in belongings.posts:
                await posts.save(post)
            for membership in belongings.memberships:
                await memberships.save(membership)
            for nomination in belongings.nominations:
                await nominations.save(nomination)
            for draft in belongings.drafts:
                await decrees.save(draft)
            for handover in belongings.handovers:
                await handovers.save(handover)
            for record in belongings.records:
                await records.save(record)
            for answer in belongings.answers:
                await answers.save(answer)
            work.emit(*events)

    async def pass_letters_on(self, going: str, stays: str) -> None:
        """Let one entry stand for the other in certificates and invitations, whose signed words stay as they are."""
        certificates, invitations = MongoCertificateRepository(self.store), MongoInvitationRepository(self.store)
        async with self.store.unit_of_work():
            for certificate in map(to_certificate, await self._some(CERTIFICATES, certificates_of(going))):
                certificate.pass_on(going, stays)
                await certificates.save(certificate)
            for invitation in map(to_invitation, await self._some(INVITATIONS, invitations_of(going))):
                invitation.pass_on(going, stays)
                await invitations.save(invitation)

    async def take_letters_back(self, going: str, stays: str) -> None:
        """Let both entries stand for themselves again."""
        certificates, invitations = MongoCertificateRepository(self.store), MongoInvitationRepository(self.store)
        passed_on = {"heirs": {"$elemMatch": {"was": going, "now": stays}}}
        async with self.store.unit_of_work():
            for certificate in map(to_certificate, await self._some(CERTIFICATES, passed_on)):
                certificate.take_back(going, stays)
                await certificates.save(certificate)
            for invitation in map(to_invitation, await self._some(INVITATIONS, passed_on)):
                invitation.take_back(going, stays)
                await invitations.save(invitation)

    async def _found(
        self,
        *,
        posts: Mapping[str, Any],
        memberships: Mapping[str, Any],
        nominations: Mapping[str, Any],
        drafts: Mapping[str, Any],
        handovers: Mapping[str, Any],
        records: Mapping[str, Any],
        answers: Mapping[str, Any],
    ) -> Belongings:
        return Belongings(
            posts=tuple(map(to_post, await self._some(POSTS, posts))),
            memberships=tuple(map(to_membership, await self._some(MEMBERSHIPS, memberships))),
            nominations=tuple(map(to_nomination, await self._some(NOMINATIONS, nominations))),
            drafts=tuple(map(to_decree, await self._some(DECREES, drafts))),
            handovers=tuple(map(to_handover, await self._some(HANDOVERS, handovers))),
            records=tuple(map(to_record, await self._some(RECORDS, records))),
            answers=tuple(map(to_answer, await self._some(ANSWERS, answers))),
        )

    async def _some(self, collection: str, where: Mapping[str, Any]) -> list[Document]:
        return await self.store.find(collection, where, sort=[("_id", 1)])


def _among(keys: Sequence[str]) -> Mapping[str, Any]:
    return {"_id": {"$in": list(keys)}}
