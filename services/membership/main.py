"""The composition root of membership."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from fastapi import FastAPI

from services.membership.accounts import mongo as accounts_mongo
from services.membership.accounts import pages as account_pages
from services.membership.accounts import people_pages
from services.membership.accounts.domain import PersonNotFound, UsernameTaken
from services.membership.accounts.keys import OwnKeys
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.accounts.queries import PowerQueries
from services.membership.bodies import api as bodies_api
from services.membership.bodies import mongo as bodies_mongo
from services.membership.bodies.domain import BodyNotFound, RoleUnknown
from services.membership.bodies.mongo import MongoBodyRepository
from services.membership.bodies.queries import BodyQueries
from services.membership.bodies.usecases import BodyDirectory
from services.membership.consumer import event_handlers
from services.membership.deeds import WORDS
from services.membership.demo import pages as demo_pages
from services.membership.desk import pages as desk_pages
from services.membership.desk.parts import DeskParts
from services.membership.identity import identity
from services.membership.letters import api as letters_api
from services.membership.letters import check_pages
from services.membership.letters import mongo as letters_mongo
from services.membership.letters import pages as letters_pages
from services.membership.letters.domain import BadTerm, DecreeNotFound, NotNow, WrongState
from services.membership.letters.mongo import MongoDecreeRepository
from services.membership.letters.queries import DecreeQueries
from services.membership.letters.usecases import Registry, Secretariat
from services.membership.letters.wording import Composer
from services.membership.members import api as members_api
from services.membership.members import mongo as members_mongo
from services.membership.members.mongo import MongoMembershipRepository
from services.membership.members.queries import MemberQueries, RosterClosed
from services.membership.members.usecases import Roll
from services.membership.offices import api as offices_api
from services.membership.offices import mongo as offices_mongo
from services.membership.offices.domain import OfficeEnded, OfficeNotFound, OfficeTaken
from services.membership.offices.mongo import MongoOfficeRepository
from services.membership.offices.queries import OfficeQueries
from services.membership.offices.usecases import OfficeDirectory
from services.membership.password_links import mongo as password_links_mongo
from services.membership.password_links import pages as password_link_pages
from services.membership.posts import mongo as posts_mongo
from services.membership.posts.domain import WrongOrder
from services.membership.posts.mongo import MongoPostRepository
from services.membership.posts.queries import PostQueries
from services.membership.posts.usecases import Personnel
from services.membership.program_tokens import api as program_tokens_api
from services.membership.program_tokens import mongo as program_tokens_mongo
from services.membership.program_tokens.domain import ProgramTokenUnknown
from services.membership.settings import Settings
from services.membership.sign_ins import api as sign_ins_api
from services.membership.sign_ins import mongo as sign_ins_mongo
from services.membership.sign_ins import pages as sign_ins_pages
from services.membership.sign_ins import provider_pages
from services.membership.sign_ins.attempts import WrongPair
from services.membership.sign_ins.domain import SignInOver
from services.membership.sign_ins.provider import ProviderRefused
from services.membership.sign_ins.reception import CodeNeeded, SetUpNeeded, WrongCode
from shared.operations.audit_pages import TEMPLATES, audit_pages
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.runtime.ids import new_id
from shared.store.store import Store
from shared.web.identity import Doorkeeper
from shared.web.problems import Problem
from shared.web.revocations import Revocations
from shared.web.service import Service, create_app, serve
from shared.web.shell.shell import Shell

PROBLEMS = {
    CodeNeeded: Problem(401, "otp-needed", "رمز یک‌بارمصرف برنامه خود را هم بنویسید."),
    WrongCode: Problem(401, "wrong-otp", "این رمز یک‌بارمصرف درست نیست."),
    SetUpNeeded: Problem(403, "second-factor-needed", "برای این نقش نخست باید برنامه رمز یک‌بارمصرف را راه بیندازید."),
    ProgramTokenUnknown: Problem(401, "program-token-unknown", "این نشان برنامه درست نیست یا به پایان رسیده است."),
    SignInOver: Problem(404, "sign-in-not-found", "این ورود پیدا نشد."),
    ProviderRefused: Problem(404, "no-provider", "ورود یکپارچه در این سامانه برپا نیست."),
    WrongPair: Problem(401, "wrong-credentials", "نام کاربری یا گذرواژه درست نیست."),
    RosterClosed: Problem(403, "roster-closed", "فهرست اعضای این نهاد همگانی نیست."),
    PersonNotFound: Problem(404, "person-not-found", "شخصی با این شناسه ثبت نشده است."),
    OfficeNotFound: Problem(404, "office-not-found", "دستگاهی با این شناسه ثبت نشده است."),
    BodyNotFound: Problem(404, "body-not-found", "نهادی با این شناسه ثبت نشده است."),
    DecreeNotFound: Problem(404, "decree-not-found", "این حکم پیدا نشد."),
    WrongState: Problem(409, "wrong-state", "این کار در وضعیت کنونی حکم ممکن نیست."),
    NotNow: Problem(409, "not-now", "این حکم اکنون نمی‌تواند نوشته یا امضا شود."),
    BadTerm: Problem(422, "bad-term", "پایان اعتبار پیش از آغاز آن است."),
    UsernameTaken: Problem(409, "username-taken", "این نام کاربری از آنِ شخص دیگری است."),
    OfficeTaken: Problem(409, "office-taken", "دستگاه دیگری با این شناسه ثبت شده است."),
    OfficeEnded: Problem(409, "office-closed", "این دستگاه بسته شده است."),
    WrongOrder: Problem(409, "wrong-order", "این تاریخ با دوره‌های پیشین این سمت نمی‌خواند."),
    RoleUnknown: Problem(422, "role-unknown", "این نهاد چنین نقشی ندارد."),
}

HERE = Path(__file__).parent
ROUTERS = (
    sign_ins_api.router,
    sign_ins_pages.router,
    provider_pages.router,
    account_pages.router,
    people_pages.router,
    password_link_pages.router,
    program_tokens_api.router,
    offices_api.router,
    bodies_api.router,
    members_api.router,
    letters_api.router,
    letters_pages.router,
    check_pages.router,
    desk_pages.router,
    demo_pages.router,
)
WITH_PAGES = ("accounts", "sign_ins", "password_links", "letters", "desk", "demo")
KEPT = (
    accounts_mongo,
    sign_ins_mongo,
    password_links_mongo,
    program_tokens_mongo,
    offices_mongo,
    posts_mongo,
    bodies_mongo,
    members_mongo,
    letters_mongo,
)
"""The features with collections of their own."""


def run() -> None:
    """Serve the real thing."""
    settings = Settings()
    serve(create_membership(settings), settings, name="membership")


def create_membership(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Build the service around its database and its broker."""
    store = Store.open(
        settings.mongo_url,
        service="membership",
        now=now,
        driver=settings.mongo_driver,
        audited=[feature.AUDITED for feature in KEPT],
    )
    revocations = Revocations(store)

    def today() -> date:
        return day_of(now())

    people, offices, bodies = MongoPersonRepository(store), MongoOfficeRepository(store), MongoBodyRepository(store)
    posts, decrees = MongoPostRepository(store), MongoDecreeRepository(store)
    post_queries, body_queries, member_queries = PostQueries(store), BodyQueries(store), MemberQueries(store)
    powers = PowerQueries(post_queries, member_queries, body_queries, today)
    desk_parts = DeskParts.at(settings.desk_parts)
    app = create_app(
        Service(
            name="membership",
            title="Ravabet Membership",
            settings=settings,
            store=store,
            revocations=revocations,
            handlers=event_handlers(revocations),
            shell=Shell(
                *(HERE / feature / "templates" for feature in WITH_PAGES),
                TEMPLATES,
                county=settings.county,
                demo=settings.demo,
                public_url=settings.public_url,
                now=now,
                locales=[HERE / "locale"],
            ),
            routers=[*ROUTERS, audit_pages("/membership", store, WORDS)],
            problems=PROBLEMS,
            indexes=[feature.INDEXES for feature in KEPT],
            closing=[desk_parts.close],
            state={
                **identity(settings, store, people=people, powers=powers, now=now),
                "people": people,
                "new_id": new_id,
                "directory": OfficeDirectory(offices, store.transaction),
                "bodies": BodyDirectory(bodies, store.transaction),
                "personnel": Personnel(posts, people, offices, bodies, store.transaction, now),
                "secretariat": Secretariat(
                    decrees=decrees,
                    people=people,
                    offices=offices,
                    bodies=bodies,
                    posts=posts,
                    composer=Composer(is_demo=settings.demo),
                    transaction=store.transaction,
                    now=now,
                    new_id=new_id,
                ),
                "registry": Registry(
                    decrees=decrees,
                    people=people,
                    posts=posts,
                    roll=Roll(MongoMembershipRepository(store)),
                    transaction=store.transaction,
                    turn=asyncio.Lock(),
                    now=now,
                    new_id=new_id,
                    public_url=settings.public_url,
                    county=settings.county,
                ),
                "decrees": DecreeQueries(store, settings.public_url),
                "office_queries": OfficeQueries(store, post_queries),
                "post_queries": post_queries,
                "body_queries": body_queries,
                "member_queries": member_queries,
                "desk_parts": desk_parts,
                "now": now,
            },
        )
    )
    # Not over HTTP from itself: its own tokens are good before anything answers.
    own = app.state.signer.public_keys
    app.state.doorkeeper = Doorkeeper(OwnKeys(store, jwks_url=settings.jwks_url, own=own), revocations)
    return app
