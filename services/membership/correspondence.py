"""Composes the service of letters of every kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.certificates.mongo import MongoCertificateRepository
from services.membership.certificates.served_mongo import ServedCertificates
from services.membership.decrees.mongo import MongoDecreeRepository
from services.membership.decrees.served_mongo import ServedDecrees
from services.membership.invitations.mongo import MongoAnswerRepository, MongoInvitationRepository
from services.membership.invitations.served_usecases import ServedInvitations
from services.membership.invitations.usecases import Addresses
from services.membership.posts.mongo import MongoPostRepository
from services.membership.service_records.jobs import ServiceKeeper
from services.membership.service_records.letters_queries import LetterReader
from services.membership.service_records.links_usecases import LinkDoor, LinkMaker
from services.membership.service_records.mongo import MongoLetterLinkRepository, MongoNames, MongoRecordRepository
from services.membership.service_records.queries import ServiceQueries
from services.membership.service_records.receipts_usecases import ReceiptDesk
from services.membership.service_records.recipients_usecases import Recipients
from services.membership.service_records.reminding_usecases import Prompter
from services.membership.service_records.usecases import Courier, LettersOfAKind
from services.membership.settings import Settings
from shared.runtime.ids import new_secret
from shared.store.files import FileStore
from shared.store.lease import Lease
from shared.store.store import Store

_LEASE_SECONDS = 1_800
"""The job looks every ten minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """The parts that serve letters, and show who has them."""

    courier: Courier
    link_door: LinkDoor
    receipt_desk: ReceiptDesk
    prompter: Prompter
    keeper: ServiceKeeper
    queries: ServiceQueries
    reader: LetterReader


def compose_correspondence(
    settings: Settings, store: Store, files: FileStore, *, seal: Callable[[str], str], now: Callable[[], datetime]
) -> Correspondence:
    """Compose them over the real database."""
    url, addresses = settings.public_url, Addresses(MongoAnswerRepository(store), now)
    kinds: Mapping[str, LettersOfAKind] = {
        "decree": ServedDecrees(MongoDecreeRepository(store), url),
        "certificate": ServedCertificates(MongoCertificateRepository(store), url),
        "invitation": ServedInvitations(MongoInvitationRepository(store), addresses, url),
    }
    records, links = MongoRecordRepository(store), MongoLetterLinkRepository(store)
    maker = LinkMaker(links, seal, now, new_secret, settings.public_url)
    courier = Courier(
        records=records,
        letters=kinds,
        recipients=Recipients(MongoPersonRepository(store), MongoPostRepository(store), MongoNames(store), now),
        links=maker,
        transaction=store.transaction,
        now=now,
    )
    prompter = Prompter(
        records=records, due=records, letters=kinds, links=maker, transaction=store.transaction, now=now
    )
    return Correspondence(
        courier=courier,
        link_door=LinkDoor(links, courier, store.transaction, now, new_secret),
        receipt_desk=ReceiptDesk(courier, files, now),
        prompter=prompter,
        keeper=ServiceKeeper(store, Lease(store, "letters_served", seconds=_LEASE_SECONDS), prompter),
        queries=ServiceQueries(store),
        reader=LetterReader(kinds),
    )
