"""Composes what makes letters of paper: the press, the county's seal, the file store, and the job that prints."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.decrees.domain import Decree
from services.membership.decrees.mongo import MongoDecreeRepository
from services.membership.decrees.printing_usecases import ReadingRoom, drawing
from services.membership.decrees.statement_domain import statement_of
from services.membership.layouts.queries import Layouts
from services.membership.letters.chancery_mongo import MongoDelegationRepository
from services.membership.letters.usecases import Signatories
from services.membership.posts.mongo import MongoPostRepository
from services.membership.printing.mongo import MongoHindranceRepository
from services.membership.printing.pages_usecases import LetterPages
from services.membership.printing.usecases import PrintShop
from services.membership.sealing.sealer_outside import Sealer
from services.membership.settings import Settings
from services.membership.statements.keys_outside import StatementSigner, statement_keys_from
from services.membership.typesetting.press_outside import Press
from shared.runtime.county import County
from shared.store.files import FileStore
from shared.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The parts of printing."""

    press: Press
    sealer: Sealer
    files: FileStore
    layouts: Layouts
    statement_signer: StatementSigner
    print_shop: PrintShop
    decree_pages: LetterPages[Decree]
    reading_room: ReadingRoom
    hindrances: MongoHindranceRepository


def compose_papers(settings: Settings, store: Store, county: County, *, now: Callable[[], datetime]) -> Papers:
    """Compose them over the real database. Nothing is read but the key of statements, and no process is started."""
    press, files, layouts = Press(settings.presses), FileStore(store), Layouts(store)
    sealer = Sealer(settings.letter_key_file, settings.letter_card, settings.letter_stamp_url)
    signer = StatementSigner(statement_keys_from(settings.statement_key_file), settings.public_url)
    shop = PrintShop(press, sealer, files, layouts.for_letter, mode=settings.signature_mode, now=now)
    decrees, hindrances = MongoDecreeRepository(store), MongoHindranceRepository(store)
    people, posts = MongoPersonRepository(store), MongoPostRepository(store)
    signatories = Signatories(people, posts, MongoDelegationRepository(store), now, settings.county)
    pages = LetterPages(
        kind="decree",
        letters=decrees,
        drawing=drawing,
        statement=statement_of,
        tells=lambda decree, url: [decree.issued(verify_url=url)],
        shop=shop,
        transaction=store.transaction,
        county=county,
        qr_text=signer.qr_text,
        public_url=settings.public_url,
        now=now,
    )
    return Papers(
        press=press,
        sealer=sealer,
        files=files,
        layouts=layouts,
        statement_signer=signer,
        print_shop=shop,
        decree_pages=pages,
        reading_room=ReadingRoom(decrees, pages, shop, signatories, now),
        hindrances=hindrances,
    )
