"""The secretariat drafts certificates for one or many, and events draft them by themselves."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.certificates.access import DRAFT_CERTIFICATE
from services.membership.certificates.domain import (
    MOST_AT_ONCE,
    SERIES,
    Award,
    Certificate,
    CertificateId,
    Form,
)
from services.membership.certificates.wording_domain import CertificateComposer
from services.membership.letters.addressees_domain import Addressee, outsiders, without_doubles
from services.membership.letters.addressees_usecases import AddressBook, Unaddressed
from services.membership.letters.domain import LetterId, must_be_normal
from services.membership.letters.registrar_usecases import LetterRepository, Registrar, must_be_unchanged
from services.membership.letters.wording_domain import tidy
from shared.runtime.viewer import Viewer


class CertificateRepository(LetterRepository[Certificate], Protocol):
    """Where certificates are kept."""

    async def unprinted(self, *, limit: int) -> Sequence[Certificate]:
        """Return registered certificates whose page is to be made, the earliest first."""

    async def of_batch(self, batch_id: str) -> Sequence[Certificate]:
        """Return those that were drafted together, in the order in which they were drafted."""

    async def is_caused(self, cause: str, person_id: str) -> bool:
        """Return whether this person has a certificate for what happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificates:
    """Certificates to draft, one for each person."""

    form: Form
    occasion: str
    groups: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    others: str = ""
    """Who is not in the directory, each in a line that begins with the honorific."""
    paragraphs: tuple[str, ...] = ()
    """Without any, the usual ones; `{name}` and `{occasion}` are filled in for each person."""


class Groups(Protocol):
    """Knows who belongs to a group."""

    async def people_of(self, group: str) -> Sequence[str]:
        """Return the ids of its people: `heads`, or `body/` and the id of a body."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The drafts that were written together, and for whom none could be."""

    drafts: Sequence[Certificate]
    refused: Sequence[Unaddressed]


@dataclass(frozen=True, slots=True)
class CertificateDesk:
    """Writes drafts, which have no number yet."""

    certificates: CertificateRepository
    addresses: AddressBook
    groups: Groups
    composer: CertificateComposer
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def draft(self, new: NewCertificates, *, classification: str = "", by: Viewer) -> Drafted:
        """Draft one for each person who can be addressed; the others are listed with the reason.

        Raises NotAllowed, TooSecret, or WrongAddressees for a line that names nobody, for too many, and for nobody.
        """
        DRAFT_CERTIFICATE.require(by)
        must_be_normal(classification)
        async with self.transaction():
            of_groups = [person for group in new.groups for person in await self.groups.people_of(group)]
            known, refused = await self.addresses.known_of([*new.person_ids, *of_groups])
            people = without_doubles([*known, *outsiders(new.others)], most=MOST_AT_ONCE, refused=len(refused))
            batch, drafts = self.new_id(), []
            for each in people:
                draft = self._new(new.form, tidy(new.occasion), each, batch, new.paragraphs, by=by.person_id)
                await self.certificates.save(draft)
                drafts.append(draft)
            return Drafted(drafts, refused)

    async def award(self, form: Form, occasion: str, person_ids: Sequence[str], *, cause: str) -> Sequence[Certificate]:
        """Draft certificates for what happened, as other features call it; the secretariat checks them.

        `cause` names what happened: told again, it drafts nothing again. To whom no letter can be written is left out,
        since nobody is there to choose the form of address.
        """
        async with self.transaction():
            batch, drafts = self.new_id(), []
            for key in dict.fromkeys(person_ids):
                if await self.certificates.is_caused(cause, key):
                    continue
                for person in (await self.addresses.known_of([key]))[0]:
                    draft = self._new(form, tidy(occasion), person, batch, (), by="")
                    draft.cause = cause
                    await self.certificates.save(draft)
                    drafts.append(draft)
            return drafts

    async def edit(
        self,
        certificate_id: CertificateId,
        occasion: str,
        recipient_post: str,
        paragraphs: Sequence[str],
        *,
        version: int | None = None,
        by: Viewer,
    ) -> Certificate:
        """Write a draft anew; it has to be checked again. Raises WrongState and Stale."""
        DRAFT_CERTIFICATE.require(by)
        async with self.transaction():
            certificate = await self.certificates.get(certificate_id)
            certificate.must_be_draft()
            must_be_unchanged(certificate, version)
            words = certificate.wording
            post, said = tidy(recipient_post), tidy(tuple(paragraphs))
            certificate.edit(tidy(occasion), replace(words, recipient_post=post, paragraphs=said))
            await self.certificates.save(certificate)
            return certificate

    def _new(
        self, form: Form, occasion: str, to: Addressee, batch: str, paragraphs: tuple[str, ...], *, by: str
    ) -> Certificate:
        return Certificate(
            id=CertificateId(self.new_id()),
            series=SERIES,
            wording=self.composer.write(form, occasion, to, paragraphs),
            award=Award(form, to.person_id, to.name, to.office_names, occasion),
            batch_id=batch,
            drafted_by=by,
            drafted_at=self.now(),
        )


@dataclass(frozen=True, slots=True)
class CertificateRegistry(Registrar[Certificate]):
    """Checks, signs and revokes certificates."""

    async def check_batch(self, of: Sequence[LetterId], *, by: Viewer) -> int:
        """Put the secretariat's initial to some drafts; returns how many there were. Each is done by itself."""
        return len([await self.check(each, by=by) for each in of])

    async def sign_batch(self, of: Sequence[LetterId], *, by: Viewer) -> int:
        """Sign some drafts; returns how many. Each gets its number by itself, so that those that are done stay so."""
        await self.office.signatories.signatory(by)
        return len([await self.sign(each, by=by) for each in of])
