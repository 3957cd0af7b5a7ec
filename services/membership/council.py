"""Composes posts, nominations, seats and decrees: a change of one has consequences in the others."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.bodies.mongo import MongoBodyRepository
from services.membership.decrees.archive_usecases import Archivist
from services.membership.decrees.mongo import MongoDecreeRepository
from services.membership.decrees.registry_usecases import Registry
from services.membership.decrees.usecases import Secretariat
from services.membership.decrees.wording_domain import Composer
from services.membership.handovers.mongo import MongoHandoverRepository
from services.membership.handovers.usecases import HandoverDesk
from services.membership.letters.chancery_mongo import MongoDelegationRepository, MongoSeriesRepository
from services.membership.letters.chancery_usecases import Chancery
from services.membership.letters.mongo import MongoNumbers
from services.membership.letters.usecases import Numbering, Printer, Signatories
from services.membership.members.mongo import MongoMembershipRepository
from services.membership.members.usecases import Roll
from services.membership.nominations.mongo import MongoNominationRepository
from services.membership.nominations.usecases import NominationBook, NominationDesk
from services.membership.office_kinds.mongo import MongoKindRepository
from services.membership.offices.mongo import MongoOfficeRepository
from services.membership.offices.usecases import OfficeDirectory
from services.membership.plain_letters import NUMBERED
from services.membership.posts.closing_usecases import PostsOfClosing
from services.membership.posts.mongo import MongoPostRepository
from services.membership.posts.usecases import Changeover, Personnel, PostCalendar
from services.membership.program_tokens.usecases import ProgramDesk
from services.membership.register.mongo import MongoRegisterRepository
from services.membership.register.usecases import RegisterBook
from services.membership.settings import Settings
from shared.runtime.ids import new_id
from shared.store.files import FileStore
from shared.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """The use cases of offices, posts, nominations, handovers and decrees."""

    directory: OfficeDirectory
    personnel: Personnel
    post_calendar: PostCalendar
    handover_desk: HandoverDesk
    nomination_desk: NominationDesk
    secretariat: Secretariat
    registry: Registry
    archivist: Archivist
    chancery: Chancery


def compose_council(
    settings: Settings, store: Store, *, programs: ProgramDesk, printer: Printer, now: Callable[[], datetime]
) -> Council:
    """Compose them over the real database."""
    kept_offices, kept_bodies = MongoOfficeRepository(store), MongoBodyRepository(store)
    kept_people, kept_posts = MongoPersonRepository(store), MongoPostRepository(store)
    kept_kinds, kept_decrees = MongoKindRepository(store), MongoDecreeRepository(store)
    kept_series, kept_delegations = MongoSeriesRepository(store, NUMBERED), MongoDelegationRepository(store)
    numbers = MongoNumbers(store, NUMBERED)
    numbering = Numbering(numbers, kept_series, now)
    handover_desk = HandoverDesk(
        handovers=MongoHandoverRepository(store),
        people=kept_people,
        offices=kept_offices,
        bodies=kept_bodies,
        posts=kept_posts,
        programs=programs,
        transaction=store.transaction,
        now=now,
        new_id=new_id,
    )
    roll = Roll(MongoMembershipRepository(store), now, new_id)
    kept_nominations = MongoNominationRepository(store)
    nomination_book = NominationBook(kept_nominations, kept_people, kept_offices, roll, now, new_id)
    changeover = Changeover(kept_posts, kept_people, (nomination_book, handover_desk), now)
    post_calendar = PostCalendar(kept_posts, changeover, store.transaction, now)
    directory = OfficeDirectory(
        offices=kept_offices,
        kinds=kept_kinds,
        posts=PostsOfClosing(kept_posts, changeover, now),
        transaction=store.transaction,
        now=now,
    )
    personnel = Personnel(kept_posts, kept_people, kept_offices, kept_bodies, changeover, store.transaction, now)
    secretariat = Secretariat(
        decrees=kept_decrees,
        people=kept_people,
        offices=kept_offices,
        bodies=kept_bodies,
        posts=kept_posts,
        roll=roll,
        composer=Composer(is_demo=settings.demo),
        transaction=store.transaction,
        now=now,
        new_id=new_id,
    )
    return Council(
        directory=directory,
        personnel=personnel,
        post_calendar=post_calendar,
        handover_desk=handover_desk,
        nomination_desk=NominationDesk(
            nominations=kept_nominations,
            people=kept_people,
            offices=kept_offices,
            bodies=kept_bodies,
            roll=roll,
            secretariat=secretariat,
            transaction=store.transaction,
            now=now,
            new_id=new_id,
            public_url=settings.public_url,
        ),
        secretariat=secretariat,
        registry=Registry(
            decrees=kept_decrees,
            printer=printer,
            numbering=numbering,
            numbers=numbers,
            signatories=Signatories(kept_people, kept_posts, kept_delegations, now, settings.county),
            bodies=kept_bodies,
            posts=kept_posts,
            roll=roll,
            book=RegisterBook(MongoRegisterRepository(store)),
            nominations=nomination_book,
            transaction=store.transaction,
            turn=asyncio.Lock(),
            now=now,
            new_id=new_id,
            public_url=settings.public_url,
            mode=settings.signature_mode,
        ),
        archivist=Archivist(
            decrees=kept_decrees,
            secretariat=secretariat,
            numbering=numbering,
            numbers=numbers,
            roll=roll,
            transaction=store.transaction,
            now=now,
            new_id=new_id,
        ),
        chancery=Chancery(
            series=kept_series,
            delegations=kept_delegations,
            people=kept_people,
            posts=kept_posts,
            files=FileStore(store),
            transaction=store.transaction,
            now=now,
            new_id=new_id,
        ),
    )
