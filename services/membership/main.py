"""The composition root of membership."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from fastapi import FastAPI

from services.membership.accounts import feature as accounts
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.accounts.queries import PersonQueries
from services.membership.accounts.usecases import Accounts
from services.membership.appointments import feature as appointments
from services.membership.appointments.choice_queries import AppointmentChoices
from services.membership.appointments.usecases import Appointments
from services.membership.batches import feature as batches
from services.membership.batches.candidate_queries import CandidateQueries
from services.membership.batches.domain import Deed
from services.membership.batches.jobs import BatchRunner
from services.membership.batches.mongo import MongoBatchRepository
from services.membership.batches.powers_queries import PowersOfNow
from services.membership.batches.queries import BatchQueries
from services.membership.batches.taking_usecases import DraftOne, SignOne
from services.membership.batches.usecases import BatchClerk, BatchDesk, OneByOne
from services.membership.batches.waiting_pages import WaitingBatches
from services.membership.batches.waiting_queries import SigningQueries
from services.membership.bodies import feature as bodies
from services.membership.bodies.mongo import MongoBodyRepository
from services.membership.bodies.queries import BodyQueries
from services.membership.bodies.usecases import BodyDirectory
from services.membership.certificates import access as certificate_access
from services.membership.certificates import feature as certificates
from services.membership.certificates import pages as certificate_pages
from services.membership.certificates.honouring_usecases import Thanks
from services.membership.certificates.mongo import CERTIFICATES
from services.membership.certificates.open_work_queries import OpenCertificates
from services.membership.certificates.printing_usecases import CertificatePages
from services.membership.certificates.queries import CertificateQueries
from services.membership.certificates.usecases import CertificateDesk, CertificateRegistry
from services.membership.certificates.waiting_pages import SENTENCES as CERTIFICATES_WAIT
from services.membership.correspondence import compose_correspondence
from services.membership.council import Council, compose_council
from services.membership.decrees import feature as decrees
from services.membership.decrees.archive_usecases import Archivist
from services.membership.decrees.choice_queries import ChoiceQueries
from services.membership.decrees.mongo import DECREES
from services.membership.decrees.open_work_queries import OpenDecrees
from services.membership.decrees.printing_usecases import ReadingRoom
from services.membership.decrees.queries import DecreeQueries
from services.membership.decrees.registry_usecases import Registry
from services.membership.decrees.sight_queries import SightQueries
from services.membership.decrees.usecases import Secretariat
from services.membership.decrees.waiting_pages import WaitingDecrees
from services.membership.demo import feature as demo
from services.membership.desk import feature as desk
from services.membership.desk.sections_pages import DeskSections
from services.membership.desk.waiting_pages import OwnWaiting
from services.membership.first_steps import feature as first_steps
from services.membership.first_steps.jobs import FirstStepsKeeper
from services.membership.first_steps.mongo import MongoBeginningRepository
from services.membership.first_steps.queries import FirstStepsQueries
from services.membership.first_steps.usecases import FirstSteps
from services.membership.handovers import feature as handovers
from services.membership.handovers.queries import HandoverQueries
from services.membership.handovers.usecases import HandoverDesk
from services.membership.handovers.waiting_pages import WaitingHandovers
from services.membership.identity import identity
from services.membership.imports import feature as imports
from services.membership.imports.clerk_usecases import DirectoryClerk
from services.membership.imports.directory_queries import DirectoryQueries
from services.membership.imports.files_outside import open_book
from services.membership.imports.jobs import ImportRunner
from services.membership.imports.mongo import MongoBatches, MongoImportRepository
from services.membership.imports.queries import ImportQueries
from services.membership.imports.usecases import ImportDesk, Importer
from services.membership.imports.waiting_pages import WaitingImports
from services.membership.invitations import access as invitation_access
from services.membership.invitations import feature as invitations
from services.membership.invitations import pages as invitation_pages
from services.membership.invitations.mongo import INVITATIONS
from services.membership.invitations.open_work_queries import OpenInvitations
from services.membership.invitations.printing_usecases import InvitationPages
from services.membership.invitations.queries import InvitationQueries
from services.membership.invitations.usecases import AnswerDesk, InvitationDesk, InvitationRegistry
from services.membership.invitations.waiting_pages import SENTENCES as INVITATIONS_WAIT
from services.membership.layouts import feature as layouts
from services.membership.layouts.mongo import MongoLayoutRepository
from services.membership.layouts.press_outside import TrialPress
from services.membership.layouts.queries import Layouts
from services.membership.layouts.usecases import Proofreader, Typographer
from services.membership.letters import feature as letters
from services.membership.letters.addressees_queries import AddresseeQueries
from services.membership.letters.addressees_usecases import AddressBook
from services.membership.letters.chancery_usecases import Chancery
from services.membership.letters.groups_queries import GroupQueries
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.waiting_pages import WaitingDrafts
from services.membership.members import feature as members
from services.membership.members.chairs_queries import ChairQueries
from services.membership.members.jobs import TermKeeper
from services.membership.members.mongo import MongoMembershipRepository
from services.membership.members.open_work_queries import OpenMemberships
from services.membership.members.queries import MemberQueries
from services.membership.members.usecases import RollKeeper
from services.membership.members.waiting_pages import WaitingMembers
from services.membership.merges import feature as merges
from services.membership.merges.mongo import MongoBelongings, MongoMergeRepository
from services.membership.merges.queries import MergeQueries
from services.membership.merges.usecases import Merging
from services.membership.nominations import feature as nominations
from services.membership.nominations.open_work_queries import OpenNominations
from services.membership.nominations.queries import NominationQueries
from services.membership.nominations.usecases import NominationDesk
from services.membership.nominations.waiting_pages import WaitingNominations
from services.membership.office_kinds import feature as office_kinds
from services.membership.office_kinds.mongo import MongoKindRepository
from services.membership.office_kinds.queries import KindQueries
from services.membership.office_kinds.usecases import KindDirectory
from services.membership.offices import feature as offices
from services.membership.offices.mongo import MongoOfficeRepository, MongoOfficesOfKinds
from services.membership.offices.queries import OfficeQueries
from services.membership.offices.usecases import OfficeDirectory
from services.membership.offices.waiting_pages import OfficesWithoutManager
from services.membership.own_account import feature as own_account
from services.membership.own_account.email_usecases import AddressChange
from services.membership.own_account.queries import AccountQueries
from services.membership.own_account.usecases import AccountHolder
from services.membership.papers import compose_papers
from services.membership.password_links import feature as password_links
from services.membership.password_links.usecases import Locksmith
from services.membership.people import feature as people
from services.membership.people.unentered_queries import UnenteredQueries
from services.membership.people.waiting_pages import WaitingPeople
from services.membership.plain_letters import PlainLetters, compose_plain_letters
from services.membership.posts import feature as posts
from services.membership.posts.jobs import PostTurner
from services.membership.posts.mongo import MongoPostRepository
from services.membership.posts.office_queries import OfficePostQueries
from services.membership.posts.queries import PostQueries
from services.membership.posts.renaming_usecases import PostsOfRenamed
from services.membership.posts.usecases import Personnel
from services.membership.printing import feature as printing
from services.membership.printing.printer_jobs import Printer
from services.membership.printing.usecases import PrintShop
from services.membership.program_tokens import feature as program_tokens
from services.membership.program_tokens.usecases import ProgramDesk
from services.membership.provider_links import feature as provider_links
from services.membership.register import feature as register
from services.membership.register.check_queries import RegisterChecks
from services.membership.register.queries import RegisterQueries
from services.membership.sealing import feature as sealing
from services.membership.sealing.sealer_outside import Sealer
from services.membership.service_records import feature as service_records
from services.membership.service_records.jobs import ServiceKeeper
from services.membership.service_records.letters_queries import LetterReader
from services.membership.service_records.links_usecases import LinkDoor
from services.membership.service_records.queries import ServiceQueries
from services.membership.service_records.receipts_usecases import ReceiptDesk
from services.membership.service_records.reminding_usecases import Prompter
from services.membership.service_records.usecases import Courier
from services.membership.service_records.waiting_pages import WaitingLetters
from services.membership.settings import Settings
from services.membership.sign_ins import feature as sign_ins
from services.membership.sign_ins.keys_outside import OwnKeys, Signer
from services.membership.sign_ins.linking_usecases import Linking
from services.membership.sign_ins.power_queries import PowerQueries
from services.membership.sign_ins.provider_usecases import WayIn
from services.membership.sign_ins.reception_usecases import AppKeys, Reception
from services.membership.sign_ins.usecases import SignInBook
from services.membership.statements import feature as statements
from services.membership.statements.keys_outside import StatementSigner
from services.membership.typesetting import feature as typesetting
from services.membership.typesetting.press_outside import Press
from services.membership.verification import feature as verification
from services.membership.verification.alarm_outside import LoggedAlarm
from services.membership.verification.queries import RecordQueries
from services.membership.verification.sealed_outside import SealLook
from services.membership.verification.usecases import EnquiryDesk
from shared.operations.access import read_set_aside, read_trail
from shared.operations.audit_pages import trail_of
from shared.operations.overview import Overview
from shared.operations.parked_entries import ParkedEvents
from shared.operations.set_aside_pages import set_aside_of
from shared.operations.watch import Watch
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.runtime.ids import new_id
from shared.runtime.settings import read_settings
from shared.store.files import FileStore
from shared.store.lease import Lease
from shared.store.store import Store
from shared.web.addresses import email_address
from shared.web.feature import Feature
from shared.web.identity import Doorkeeper
from shared.web.service import Platform, create_app, serve
from shared.web.shell.navigation import Link
from shared.web.slugs import slug

OWN = (
    office_kinds.FEATURE,
    offices.FEATURE,
    bodies.FEATURE,
    accounts.FEATURE,
    posts.FEATURE,
    members.FEATURE,
    typesetting.FEATURE,
    sealing.FEATURE,
    statements.FEATURE,
    register.FEATURE,
    layouts.FEATURE,
    letters.FEATURE,
    printing.FEATURE,
    service_records.FEATURE,
    decrees.FEATURE,
    certificates.FEATURE,
    invitations.FEATURE,
    verification.FEATURE,
    nominations.FEATURE,
    sign_ins.FEATURE,
    program_tokens.FEATURE,
    password_links.FEATURE,
    provider_links.FEATURE,
    own_account.FEATURE,
    appointments.FEATURE,
    handovers.FEATURE,
    merges.FEATURE,
    people.FEATURE,
    imports.FEATURE,
    batches.FEATURE,
    first_steps.FEATURE,
    desk.FEATURE,
)
_LEASE_SECONDS = 60
_TRIAL_SECONDS = 5
_TRAIL = Link(
    label="ردپای تغییرها",
    href="/membership/audit",
    icon="list-check",
    order=80,
    action=read_trail("membership"),
    under=("/n/audit", "/reporting/audit", "/notifier/audit"),
)
_PARKED = Link(
    label="رویدادهای مانده",
    href="/membership/set-aside",
    icon="alert-triangle",
    order=75,
    action=read_set_aside("membership"),
    under=("/n/set-aside", "/reporting/set-aside", "/notifier/set-aside"),
)
_SET_ASIDE = set_aside_of("membership", "/membership", OWN, menu=(_PARKED,))
FEATURES = (*OWN, _SET_ASIDE, trail_of("membership", "/membership", (*OWN, _SET_ASIDE), menu=(_TRAIL,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What membership is made of; routes and jobs find each by its class."""

    settings: Settings
    platform: Platform
    kind_directory: KindDirectory
    kinds: KindQueries
    directory: OfficeDirectory
    offices: OfficeQueries
    body_directory: BodyDirectory
    bodies: BodyQueries
    accounts: Accounts
    people: PersonQueries
    appointments: Appointments
    appointment_choices: AppointmentChoices
    personnel: Personnel
    posts: PostQueries
    post_turner: PostTurner
    members: MemberQueries
    open_memberships: OpenMemberships
    chairs: ChairQueries
    roll_keeper: RollKeeper
    term_keeper: TermKeeper
    secretariat: Secretariat
    registry: Registry
    courier: Courier
    link_door: LinkDoor
    receipt_desk: ReceiptDesk
    prompter: Prompter
    service_keeper: ServiceKeeper
    service_queries: ServiceQueries
    letter_reader: LetterReader
    archivist: Archivist
    chancery: Chancery
    chancery_queries: ChanceryQueries
    nomination_desk: NominationDesk
    nominations: NominationQueries
    open_nominations: OpenNominations
    press: Press
    sealer: Sealer
    print_shop: PrintShop
    printer: Printer
    reading_room: ReadingRoom
    trial_press: TrialPress
    layouts: Layouts
    proofreader: Proofreader
    typographer: Typographer
    files: FileStore
    register: RegisterQueries
    register_checks: RegisterChecks
    decrees: DecreeQueries
    sight: SightQueries
    open_decrees: OpenDecrees
    address_book: AddressBook
    certificate_desk: CertificateDesk
    thanks: Thanks
    certificate_registry: CertificateRegistry
    certificate_pages: CertificatePages
    certificates: CertificateQueries
    open_certificates: OpenCertificates
    addressees: AddresseeQueries
    invitation_desk: InvitationDesk
    invitation_registry: InvitationRegistry
    invitation_pages: InvitationPages
    answer_desk: AnswerDesk
    invitations: InvitationQueries
    open_invitations: OpenInvitations
    groups: GroupQueries
    choices: ChoiceQueries
    signer: Signer
    way_in: WayIn
    linking: Linking
    app_keys: AppKeys
    reception: Reception
    sign_in_book: SignInBook
    program_desk: ProgramDesk
    locksmith: Locksmith
    account_holder: AccountHolder
    address_change: AddressChange
    handover_desk: HandoverDesk
    handovers: HandoverQueries
    merging: Merging
    merges: MergeQueries
    account_queries: AccountQueries
    import_desk: ImportDesk
    import_queries: ImportQueries
    import_directory: DirectoryQueries
    import_runner: ImportRunner
    batch_desk: BatchDesk
    batch_queries: BatchQueries
    signing_queries: SigningQueries
    candidates: CandidateQueries
    batch_runner: BatchRunner
    first_steps: FirstSteps
    first_steps_queries: FirstStepsQueries
    first_steps_keeper: FirstStepsKeeper
    statement_signer: StatementSigner
    enquiry_desk: EnquiryDesk
    waiting: OwnWaiting
    desk_sections: DeskSections
    watch: Watch
    overview: Overview


def run() -> None:
    """Serve the real thing."""
    settings = read_settings(Settings)
    serve(create_membership(real_parts(settings)), settings, name="membership")


def real_parts(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Parts:
    """The parts over the real database; nothing is connected before the first call."""
    platform = Platform.open("membership", settings, _features(settings), now=now)
    store = platform.store
    overview = Overview(store)

    def today() -> date:
        return day_of(now())

    kept_offices, kept_bodies = MongoOfficeRepository(store), MongoBodyRepository(store)
    kept_people, kept_posts = MongoPersonRepository(store), MongoPostRepository(store)
    post_queries, body_queries, person_queries = PostQueries(store), BodyQueries(store), PersonQueries(store)
    roll_keeper = RollKeeper(MongoMembershipRepository(store), store.transaction, now)
    kept_kinds, offices_of_kinds = MongoKindRepository(store), MongoOfficesOfKinds(store)
    office_queries = OfficeQueries(store, OfficePostQueries(store, person_queries))
    member_queries, nomination_queries = MemberQueries(store), NominationQueries(store)
    chancery_queries = ChanceryQueries(store, today)
    decree_queries = DecreeQueries(store, settings.public_url, today, chancery_queries)
    handover_queries, import_queries = HandoverQueries(store), ImportQueries(store)
    batch_queries, signing_queries = BatchQueries(store), SigningQueries(store, today, chancery_queries)
    candidates = CandidateQueries(store, person_queries, office_queries, body_queries, signing_queries, today)
    powers = PowerQueries(post_queries, member_queries, body_queries, today)
    known = identity(
        settings,
        store,
        powers=powers,
        renaming=PostsOfRenamed(kept_posts, now),
        now=now,
    )
    papers = compose_papers(settings, store, platform.shell.county, now=now)
    council = compose_council(settings, store, programs=known.program_desk, printer=papers.print_shop, now=now)
    directory, personnel = council.directory, council.personnel
    post_office = compose_correspondence(settings, store, papers.files, seal=known.accounts.seal, now=now)
    clerk = DirectoryClerk(directory, kept_offices, known.accounts, kept_people, kept_posts, personnel)
    steps = FirstSteps(MongoBeginningRepository(store), store.transaction, now)
    steps_seen = FirstStepsQueries(
        store,
        person_queries,
        post_queries,
        office_queries,
        body_queries,
        member_queries,
        decree_queries,
        is_demo=settings.demo,
    )
    trial_press = TrialPress(seconds=_TRIAL_SECONDS)
    proofreader = Proofreader(trial_press, settings.read_county(), now)
    groups = GroupQueries(member_queries, body_queries, post_queries, today)
    plain = compose_plain_letters(
        settings,
        store,
        shop=papers.print_shop,
        layouts=papers.layouts,
        signer=papers.statement_signer,
        groups=groups,
        service=post_office.courier,
        seats=member_queries,
        turn=council.registry.turn,
        now=now,
    )
    invitation_queries = InvitationQueries(store, settings.public_url, today, chancery_queries)
    certificate_queries = CertificateQueries(store, settings.public_url, today, chancery_queries)
    own_keys = OwnKeys(store, jwks_url=settings.jwks_url, own=known.signer.public_keys)
    return Parts(
        settings=settings,
        platform=replace(platform, doorkeeper=Doorkeeper(own_keys, platform.revocations)),
        kind_directory=KindDirectory(kept_kinds, offices_of_kinds, store.transaction),
        kinds=KindQueries(store, offices_of_kinds),
        directory=directory,
        offices=office_queries,
        body_directory=BodyDirectory(kept_bodies, member_queries, store.transaction),
        bodies=body_queries,
        accounts=known.accounts,
        people=person_queries,
        appointments=Appointments(
            accounts=known.accounts,
            personnel=personnel,
            locksmith=known.locksmith,
            people=kept_people,
            posts=kept_posts,
            transaction=store.transaction,
            now=now,
        ),
        appointment_choices=AppointmentChoices(person_queries, office_queries, body_queries, post_queries),
        personnel=personnel,
        posts=post_queries,
        post_turner=PostTurner(store, Lease(store, "posts", seconds=_LEASE_SECONDS), council.post_calendar),
        members=member_queries,
        open_memberships=OpenMemberships(store),
        chairs=ChairQueries(store, person_queries),
        roll_keeper=roll_keeper,
        term_keeper=TermKeeper(store, Lease(store, "membership_terms", seconds=180), roll_keeper),
        secretariat=council.secretariat,
        registry=council.registry,
        courier=post_office.courier,
        link_door=post_office.link_door,
        receipt_desk=post_office.receipt_desk,
        prompter=post_office.prompter,
        service_keeper=post_office.keeper,
        service_queries=post_office.queries,
        letter_reader=post_office.reader,
        archivist=council.archivist,
        chancery=council.chancery,
        chancery_queries=chancery_queries,
        nomination_desk=council.nomination_desk,
        nominations=nomination_queries,
        open_nominations=OpenNominations(store),
        press=papers.press,
        sealer=papers.sealer,
        files=papers.files,
        print_shop=papers.print_shop,
        printer=Printer(
            store,
            papers.print_shop,
            papers.hindrances,
            [papers.decree_pages, plain.certificate_pages.pages, plain.invitation_pages.pages],
            collections=[DECREES, CERTIFICATES, INVITATIONS],
        ),
        reading_room=papers.reading_room,
        register=RegisterQueries(store),
        register_checks=RegisterChecks(store),
        trial_press=trial_press,
        layouts=papers.layouts,
        proofreader=proofreader,
        typographer=Typographer(MongoLayoutRepository(store), proofreader, store.transaction, now),
        decrees=decree_queries,
        sight=SightQueries(store),
        open_decrees=OpenDecrees(store),
        address_book=plain.address_book,
        certificate_desk=plain.certificate_desk,
        thanks=plain.thanks,
        certificate_registry=plain.certificate_registry,
        certificate_pages=plain.certificate_pages,
        certificates=certificate_queries,
        open_certificates=OpenCertificates(store),
        invitation_desk=plain.invitation_desk,
        invitation_registry=plain.invitation_registry,
        invitation_pages=plain.invitation_pages,
        answer_desk=plain.answer_desk,
        invitations=invitation_queries,
        open_invitations=OpenInvitations(store),
        groups=groups,
        addressees=AddresseeQueries(person_queries, office_queries, post_queries),
        choices=ChoiceQueries(person_queries, office_queries, body_queries, post_queries),
        signer=known.signer,
        way_in=known.way_in,
        linking=known.linking,
        app_keys=known.app_keys,
        reception=known.reception,
        sign_in_book=known.sign_in_book,
        program_desk=known.program_desk,
        locksmith=known.locksmith,
        account_holder=known.account_holder,
        address_change=known.address_change,
        handover_desk=council.handover_desk,
        handovers=handover_queries,
        merging=Merging(
            people=kept_people,
            belongings=MongoBelongings(store),
            merges=MongoMergeRepository(store),
            seal=known.accounts.seal,
            transaction=store.transaction,
            now=now,
            new_id=new_id,
        ),
        merges=MergeQueries(store),
        account_queries=known.account_queries,
        import_desk=ImportDesk(MongoImportRepository(store), open_book, store.transaction, now, new_id),
        import_queries=import_queries,
        import_directory=DirectoryQueries(store),
        import_runner=_import_runner(
            store,
            clerk,
            now,
        ),
        batch_desk=BatchDesk(
            MongoBatchRepository(store),
            candidates,
            council.registry.signatories,
            papers.print_shop,
            store.transaction,
            now,
            new_id,
        ),
        batch_queries=batch_queries,
        signing_queries=signing_queries,
        candidates=candidates,
        batch_runner=_batch_runner(store, council, plain, PowersOfNow(person_queries, powers), now),
        first_steps=steps,
        first_steps_queries=steps_seen,
        first_steps_keeper=FirstStepsKeeper(store, steps, steps_seen),
        statement_signer=papers.statement_signer,
        enquiry_desk=EnquiryDesk(RecordQueries(store, member_queries), SealLook(papers.sealer), LoggedAlarm(), today),
        waiting=OwnWaiting(
            (
                WaitingPeople(UnenteredQueries(person_queries, post_queries)),
                WaitingDecrees(decree_queries),
                WaitingDrafts(
                    certificate_pages.HERE,
                    CERTIFICATES_WAIT,
                    certificate_access.RIGHTS,
                    chancery_queries,
                    certificate_queries.counts,
                ),
                WaitingDrafts(
                    invitation_pages.HERE,
                    INVITATIONS_WAIT,
                    invitation_access.RIGHTS,
                    chancery_queries,
                    invitation_queries.counts,
                ),
                WaitingLetters(post_office.queries),
                OfficesWithoutManager(office_queries),
                WaitingNominations(nomination_queries),
                WaitingMembers(member_queries, body_queries),
                WaitingHandovers(handover_queries),
                WaitingImports(import_queries),
                WaitingBatches(batch_queries, signing_queries, decree_queries),
                ParkedEvents("membership", overview),
            )
        ),
        desk_sections=DeskSections.at(settings.desk_parts, platform.cookies),
        watch=Watch(store, now),
        overview=overview,
    )


def create_membership(parts: Parts) -> FastAPI:
    """Build the service around its parts."""
    return create_app("membership", parts, _features(parts.settings))


def _features(settings: Settings) -> tuple[Feature, ...]:
    return (*FEATURES, demo.FEATURE) if settings.demo else FEATURES


def _import_runner(store: Store, clerk: DirectoryClerk, now: Callable[[], datetime]) -> ImportRunner:
    kept = MongoImportRepository(store)
    importer = Importer(kept, DirectoryQueries(store), clerk, MongoBatches(store), open_book, email_address, slug, now)
    return ImportRunner(store, Lease(store, "imports", seconds=_LEASE_SECONDS), kept, importer)


def _batch_runner(
    store: Store, council: Council, plain: PlainLetters, powers: PowersOfNow, now: Callable[[], datetime]
) -> BatchRunner:
    kept = MongoBatchRepository(store)
    deeds: dict[Deed, OneByOne] = {
        Deed.DRAFT: DraftOne(council.nomination_desk, council.secretariat),
        Deed.SIGN: SignOne(council.registry, plain.signing),
    }
    clerk = BatchClerk(kept, powers, deeds, store.transaction, store.run_again, now)
    return BatchRunner(store, Lease(store, "batches", seconds=_LEASE_SECONDS), kept, clerk)
