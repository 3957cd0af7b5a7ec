"""Reads what the register says of letters, for anybody."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.membership.certificates.domain import Certificate
from services.membership.certificates.mongo import CERTIFICATES, to_certificate
from services.membership.decrees.domain import Decree
from services.membership.decrees.mongo import DECREES, to_decree
from services.membership.invitations.domain import Invitation
from services.membership.invitations.mongo import INVITATIONS, to_invitation
from services.membership.letters.domain import Letter, LetterRef
from services.membership.letters.mongo import REGISTERED
from services.membership.members.queries import MemberQueries
from services.membership.verification.content_domain import is_whole
from services.membership.verification.domain import Record, Standing
from shared.persian.jalali import day_of
from shared.store.driver import Document
from shared.store.store import Store

_KINDS: Final[Mapping[str, Callable[[Document], Letter]]] = {
    DECREES: to_decree,
    CERTIFICATES: to_certificate,
    INVITATIONS: to_invitation,
}


@dataclass(frozen=True, slots=True)
class RecordQueries:
    """Finds registered letters by what stands on them."""

    store: Store
    members: MemberQueries

    async def by_code(self, code: str, *, on: date) -> Record | None:
        """The registered letter with this verification code."""
        return await self._one({**REGISTERED, "registration.verify_code": code}, on)

    async def by_sha256(self, sha256: str, *, on: date) -> Record | None:
        """The registered letter whose stored page has this hash."""
        found = await self._one({**REGISTERED, "document.sha256": sha256}, on)
        # Each guest has a page of the own.
        return found or await self._one({**REGISTERED, "guest_pages.document.sha256": sha256}, on, among=(INVITATIONS,))

    async def _one(self, where: Document, on: date, *, among: Collection[str] = tuple(_KINDS)) -> Record | None:
        for collection in among:
            for document in await self.store.find(collection, where, limit=1):
                return await self._record(_KINDS[collection](document), on)
        return None

    async def _record(self, letter: Letter, on: date) -> Record:
        match letter:
            case Decree():
                return await self._of_decree(letter, on)
            case Certificate():
                return _of_certificate(letter)
            case Invitation():
                return _of_invitation(letter)
            case _:
                pass
        raise TypeError(f"{letter.id} is of no known kind")

    async def _of_decree(self, decree: Decree, on: date) -> Record:
        grant, entry, revoked = decree.grant, decree.registered, decree.revocation
        standing = _standing_of(decree)
        decrees = [decree.id, *([decree.amended_by.id] if decree.amended_by else [])]
        return Record(
            letter_id=decree.id,
            code=entry.verify_code,
            name=grant.person_name,
            offices=grant.office_names,
            title=f"{grant.role_name} {grant.body_name}",
            number=entry.register_no,
            dated=day_of(entry.at),
            standing=standing,
            since=day_of(revoked.at) if revoked else None,
            valid_until=grant.valid_until,
            replaced_by=_number_of(decree.superseded_by or decree.amended_by),
            ended_on=await self.members.ended_by(decrees, on=on) if standing is Standing.IN_FORCE else None,
            is_whole=is_whole(decree),
        )


def _of_certificate(certificate: Certificate) -> Record:
    award, entry, revoked = certificate.award, certificate.registered, certificate.revocation
    return Record(
        letter_id=certificate.id,
        code=entry.verify_code,
        name=award.person_name,
        offices=award.office_names,
        title=award.occasion,
        number=entry.register_no,
        dated=day_of(entry.at),
        standing=_standing_of(certificate),
        since=day_of(revoked.at) if revoked else None,
        word=award.form.word,
        is_grant=False,
        is_whole=is_whole(certificate),
    )


def _of_invitation(invitation: Invitation) -> Record:
    entry, revoked = invitation.registered, invitation.revocation
    return Record(
        letter_id=invitation.id,
        code=entry.verify_code,
        name=invitation.wording.recipient,
        offices=(),
        title=invitation.meeting.title,
        number=entry.register_no,
        dated=day_of(entry.at),
        standing=_standing_of(invitation),
        since=day_of(revoked.at) if revoked else None,
        word="دعوت‌نامه",
        is_grant=False,
        is_whole=is_whole(invitation),
    )


def _standing_of(letter: Letter) -> Standing:
    if letter.revocation:
        return Standing.ANNULLED if letter.revocation.annuls else Standing.REVOKED
    return Standing.SUPERSEDED if letter.superseded_by else Standing.IN_FORCE


def _number_of(letter: LetterRef | None) -> str:
    return letter.register_no if letter else ""


async def altered_letters(store: Store, *, latest: int) -> list[str]:
    """Return the numbers of those of the latest letters of each kind whose stored content is not what was signed."""
    letters: list[Letter] = []
    for collection, to_letter in _KINDS.items():
        found = await store.find(collection, REGISTERED, sort=[("_id", -1)], limit=latest)
        letters += map(to_letter, found)
    return [letter.registered.register_no for letter in letters if not is_whole(letter)]
