"""Composes the kinds of letters from which no right follows."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.batches.taking_usecases import Signs
from services.membership.bodies.mongo import MongoBodyRepository
from services.membership.certificates import access as certificate_access
from services.membership.certificates.honouring_usecases import Seats, Thanks
from services.membership.certificates.mongo import CERTIFICATES, MongoCertificateRepository
from services.membership.certificates.page_domain import statement_of as certificate_statement
from services.membership.certificates.printing_usecases import CertificatePages
from services.membership.certificates.printing_usecases import drawing as certificate_drawing
from services.membership.certificates.usecases import CertificateDesk, CertificateRegistry
from services.membership.certificates.wording_domain import CertificateComposer
from services.membership.decrees.mongo import DECREES
from services.membership.invitations import access as invitation_access
from services.membership.invitations.mongo import INVITATIONS, MongoAnswerRepository, MongoInvitationRepository
from services.membership.invitations.page_domain import statement_of as invitation_statement
from services.membership.invitations.printing_usecases import PAPER as INVITATION_PAPER
from services.membership.invitations.printing_usecases import InvitationPages
from services.membership.invitations.printing_usecases import drawing as invitation_drawing
from services.membership.invitations.usecases import (
    Addresses,
    AnswerDesk,
    InvitationDesk,
    InvitationRegistry,
    Service,
)
from services.membership.invitations.wording_domain import InvitationComposer
from services.membership.layouts.queries import Layouts
from services.membership.letters.addressees_usecases import AddressBook
from services.membership.letters.chancery_mongo import MongoDelegationRepository, MongoSeriesRepository
from services.membership.letters.groups_queries import GroupQueries
from services.membership.letters.mongo import MongoNumbers
from services.membership.letters.registrar_usecases import Office
from services.membership.letters.usecases import Numbering, Signatories
from services.membership.offices.mongo import MongoOfficeRepository
from services.membership.posts.mongo import MongoPostRepository
from services.membership.printing.pages_usecases import LetterPages
from services.membership.printing.usecases import PrintShop
from services.membership.register.mongo import MongoRegisterRepository
from services.membership.register.usecases import RegisterBook
from services.membership.settings import Settings
from services.membership.statements.keys_outside import StatementSigner
from shared.runtime.ids import new_id
from shared.store.store import Store

NUMBERED = (DECREES, CERTIFICATES, INVITATIONS)
"""The collections of all letters, in which each number and each code is given once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainLetters:
    """The use cases of certificates and invitations."""

    address_book: AddressBook
    certificate_desk: CertificateDesk
    thanks: Thanks
    certificate_registry: CertificateRegistry
    certificate_pages: CertificatePages
    invitation_desk: InvitationDesk
    invitation_registry: InvitationRegistry
    invitation_pages: InvitationPages
    answer_desk: AnswerDesk

    @property
    def signing(self) -> dict[str, Signs]:
        """Who signs letters of each kind."""
        return {"certificate": self.certificate_registry, "invitation": self.invitation_registry}


def compose_plain_letters(
    settings: Settings,
    store: Store,
    *,
    shop: PrintShop,
    layouts: Layouts,
    signer: StatementSigner,
    groups: GroupQueries,
    service: Service,
    seats: Seats,
    turn: AbstractAsyncContextManager[None],
    now: Callable[[], datetime],
) -> PlainLetters:
    """Compose them over the real database."""
    people, posts = MongoPersonRepository(store), MongoPostRepository(store)
    addresses = AddressBook(people, posts, MongoOfficeRepository(store), now)
    numbers = MongoNumbers(store, NUMBERED)
    office = Office(
        numbering=Numbering(numbers, MongoSeriesRepository(store, NUMBERED), now),
        numbers=numbers,
        signatories=Signatories(people, posts, MongoDelegationRepository(store), now, settings.county),
        book=RegisterBook(MongoRegisterRepository(store)),
        printer=shop,
        transaction=store.transaction,
        turn=turn,
        now=now,
        public_url=settings.public_url,
        edition_in_force=layouts.edition_in_force,
        mode=settings.signature_mode,
    )
    certificates, invitations = MongoCertificateRepository(store), MongoInvitationRepository(store)
    answers, county = MongoAnswerRepository(store), settings.read_county()
    certificate_desk = CertificateDesk(
        certificates, addresses, groups, CertificateComposer(is_demo=settings.demo), store.transaction, now, new_id
    )
    return PlainLetters(
        address_book=addresses,
        certificate_desk=certificate_desk,
        thanks=Thanks(certificate_desk, MongoBodyRepository(store), seats, settings.thank_members),
        certificate_registry=CertificateRegistry(
            certificates,
            office,
            certificate_access.RIGHTS,
        ),
        certificate_pages=CertificatePages(
            certificates,
            office.signatories,
            LetterPages(
                kind="certificate",
                letters=certificates,
                drawing=certificate_drawing,
                statement=certificate_statement,
                tells=lambda certificate, url: [certificate.issued(verify_url=url)],
                shop=shop,
                transaction=store.transaction,
                county=county,
                qr_text=signer.qr_text,
                public_url=settings.public_url,
                now=now,
            ),
        ),
        invitation_desk=InvitationDesk(
            invitations,
            addresses,
            groups,
            InvitationComposer(is_demo=settings.demo),
            store.transaction,
            now,
            new_id,
        ),
        invitation_registry=InvitationRegistry(
            invitations,
            office,
            invitation_access.RIGHTS,
        ),
        invitation_pages=InvitationPages(
            invitations,
            office.signatories,
            LetterPages(
                kind="invitation",
                letters=invitations,
                drawing=invitation_drawing,
                statement=invitation_statement,
                tells=lambda invitation, url: (
                    [invitation.issued(verify_url=url)] if invitation.is_told_with_page else []
                ),
                shop=shop,
                transaction=store.transaction,
                county=county,
                qr_text=signer.qr_text,
                public_url=settings.public_url,
                now=now,
                paper=INVITATION_PAPER,
            ),
        ),
        answer_desk=AnswerDesk(
            invitations, answers, Addresses(answers, now), service, store.transaction, now, settings.public_url
        ),
    )
