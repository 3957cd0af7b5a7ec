"""Reads the drafts of all kinds that wait for a signature."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from services.membership.batches.domain import Subject
from services.membership.certificates.mongo import CERTIFICATES, to_certificate
from services.membership.decrees.mongo import DECREES, to_decree
from services.membership.invitations.mongo import INVITATIONS, to_invitation
from services.membership.letters.domain import Letter, LetterRef
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.standing_domain import TO_SIGN, Standing
from services.membership.letters.standing_mongo import standing_on
from shared.store.driver import Document
from shared.store.store import Store

_IN_ORDER: Final = [("checked.at", -1), ("_id", 1)]
"""What the secretariat has checked comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDraft:
    """A draft as the list of the signatory shows it."""

    kind: str
    kind_name: str
    href: str
    proof: str
    """The address of the page as it would be printed."""
    letter: Letter
    name: str
    place: str
    """The line under the name."""
    about: str
    valid_from: date | None = None
    valid_until: date | None = None
    follows: LetterRef | None = None
    asks_number: bool = False
    """Whether the office automation gives its number, which is entered on its own page."""

    @property
    def subject(self) -> Subject:
        """The draft as a batch takes it."""
        letter = self.letter
        return Subject(letter.id, self.name, self.about, letter.version, kind=self.kind, series=letter.series)


@dataclass(frozen=True, slots=True)
class _Kind:
    collection: str
    standings: Collection[Standing]
    """How drafts stand that may be signed."""
    addressee: str
    """The field with the person to whom a letter goes, who does not sign it."""
    term: str
    shown: Callable[[Document], WaitingDraft]


@dataclass(frozen=True, slots=True)
class SigningQueries:
    """Reads the drafts that wait for a signature, kind by kind."""

    store: Store
    today: Callable[[], date]
    chancery: ChanceryQueries

    async def how_many(self, person_id: str) -> int:
        """How many drafts wait that this person may sign."""
        return sum([await self.store.count(kind.collection, self._where(kind, person_id)) for kind in _KINDS])

    async def how_many_of_others(self, person_id: str) -> int:
        """How many drafts wait that this person may not sign, as the one who wrote them or to whom they go."""
        every = sum([await self.store.count(kind.collection, self._all(kind)) for kind in _KINDS])
        return every - await self.how_many(person_id)

    async def how_many_ask_number(self, person_id: str) -> int:
        """How many of those that this person may sign get their numbers from the office automation, one by one."""
        outside = {"series": {"$in": sorted(await self.chancery.numbered_outside())}}
        return sum(
            [
                await self.store.count(kind.collection, {"$and": [self._where(kind, person_id), outside]})
                for kind in _KINDS
            ]
        )

    async def some(self, person_id: str, *, skip: int = 0, limit: int) -> list[WaitingDraft]:
        """Drafts that wait for this person: decrees, certificates, invitations; of each kind the checked ones first."""
        return await self._some(person_id, {}, skip=skip, limit=limit)

    async def all_of(self, person_id: str, *, limit: int) -> Sequence[Subject]:
        """All that can be signed together, as they are put into a batch."""
        here = {"series": {"$nin": sorted(await self.chancery.numbered_outside())}}
        return [each.subject for each in await self._some(person_id, here, limit=limit)]

    async def by_id(self, letter_ids: Sequence[str]) -> Sequence[Subject]:
        """The letters with these ids, in this order; unknown ones are left out."""
        found: dict[str, WaitingDraft] = {}
        for kind in _KINDS:
            documents = await self.store.find(kind.collection, {"_id": {"$in": list(letter_ids)}})
            found |= {str(document["_id"]): kind.shown(document) for document in documents}
        return [found[key].subject for key in letter_ids if key in found]

    async def _some(self, person_id: str, more: Document, *, skip: int = 0, limit: int) -> list[WaitingDraft]:
        outside = await self.chancery.numbered_outside()
        found: list[WaitingDraft] = []
        for kind in _KINDS:
            where = {"$and": [self._where(kind, person_id), more]} if more else self._where(kind, person_id)
            left = limit - len(found)
            documents = (
                await self.store.find(kind.collection, where, sort=_IN_ORDER, skip=skip, limit=left) if left else []
            )
            skip = max(0, skip - await self.store.count(kind.collection, where)) if skip else 0
            found += map(kind.shown, documents)
        return [_asking(each) if each.letter.series in outside else each for each in found]

    def _all(self, kind: _Kind) -> dict[str, Any]:
        return standing_on(kind.standings, self.today(), term=kind.term)

    def _where(self, kind: _Kind, person_id: str) -> dict[str, Any]:
        not_theirs: dict[str, Any] = {"drafted_by": {"$ne": person_id}}
        if kind.addressee:
            not_theirs[kind.addressee] = {"$ne": person_id}
        return {"$and": [self._all(kind), not_theirs]}


def _asking(each: WaitingDraft) -> WaitingDraft:
    return replace(each, asks_number=True)


def decree_row(document: Document) -> WaitingDraft:
    """The row of a decree."""
    decree = to_decree(document)
    grant, href = decree.grant, f"/membership/decrees/{decree.id}"
    return WaitingDraft(
        kind="decree",
        kind_name="حکم",
        href=href,
        proof=f"{href}/proof.pdf",
        letter=decree,
        name=grant.person_name,
        place="، ".join(grant.office_names),
        about=f"{grant.role_name} {grant.body_name}",
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        follows=decree.follows,
    )


def certificate_row(document: Document) -> WaitingDraft:
    """The row of a certificate."""
    certificate = to_certificate(document)
    award, href = certificate.award, f"/membership/certificates/{certificate.id}"
    return WaitingDraft(
        kind="certificate",
        kind_name=award.form.word,
        href=href,
        proof=f"{href}/letter.pdf",
        letter=certificate,
        name=award.person_name,
        place="، ".join(award.office_names) or certificate.wording.recipient_post,
        about=award.occasion,
    )


def invitation_row(document: Document) -> WaitingDraft:
    """The row of an invitation."""
    invitation = to_invitation(document)
    href = f"/membership/invitations/{invitation.id}"
    return WaitingDraft(
        kind="invitation",
        kind_name="دعوت‌نامه",
        href=href,
        proof=f"{href}/letter.pdf",
        letter=invitation,
        name=invitation.meeting.title,
        place=invitation.meeting.place,
        about=invitation.wording.recipient,
    )


_KINDS: Final = (
    _Kind(DECREES, TO_SIGN, "grant.person_id", "grant.valid_until", decree_row),
    _Kind(CERTIFICATES, {Standing.CHECKED}, "award.person_id", "award.valid_until", certificate_row),
    _Kind(INVITATIONS, {Standing.CHECKED}, "", "called.valid_until", invitation_row),
)
