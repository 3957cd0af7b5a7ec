"""The manifest of members."""

from pathlib import Path

from services.membership.accounts.mongo import PEOPLE
from services.membership.members import (
    access,
    api,
    body_pages,
    member_pages,
    migrations_mongo,
    mongo,
    public_pages,
    roster_pages,
)
from services.membership.members.domain import AlreadyMember, MembershipNotFound, WrongStanding
from services.membership.members.jobs import TermKeeper
from services.membership.members.open_work_queries import OpenMemberships
from services.membership.members.queries import RosterClosed
from services.membership.offices.mongo import OFFICES
from services.membership.posts.mongo import POSTS
from shared.web.feature import Feature
from shared.web.parts import job, open_work
from shared.web.problems import Problem

FEATURE = Feature(
    name="members",
    folder=Path(__file__).parent,
    routers=(api.router, body_pages.router, roster_pages.router, member_pages.router, public_pages.router),
    problems={
        RosterClosed: Problem(403, "roster-closed", "فهرست اعضای این نهاد عمومی نیست."),
        MembershipNotFound: Problem(404, "membership-not-found", "این عضویت پیدا نشد."),
        AlreadyMember: Problem(409, "already-member", "این شخص عضو همین نهاد است."),
        WrongStanding: Problem(409, "wrong-standing", "این کار در وضعیت فعلی عضویت ممکن نیست."),
    },
    indexes=mongo.INDEXES,
    migrations=migrations_mongo.MIGRATIONS,
    audited=mongo.AUDITED,
    open_work=open_work(OpenMemberships, OpenMemberships.of),
    # The public page of a body shows names of people and offices, and who held its posts.
    public=(mongo.MEMBERSHIPS, POSTS, PEOPLE, OFFICES),
    deeds={
        "POST /api/membership/members/{membership_id}/suspension": "تعلیق عضویت",
        "POST /api/membership/members/{membership_id}/resumption": "پایان تعلیق عضویت",
        "POST /api/membership/members/{membership_id}/ending": "پایان عضویت",
        "POST /membership/members/{membership_id}/suspension": "تعلیق عضویت",
        "POST /membership/members/{membership_id}/resumption": "پایان تعلیق عضویت",
        "POST /membership/members/{membership_id}/ending": "پایان عضویت",
    },
    things={mongo.MEMBERSHIPS: "عضویت"},
    jobs=(job(TermKeeper, TermKeeper.run),),
    actions=access.ACTIONS,
)
