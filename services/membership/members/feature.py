"""The manifest of members."""

from pathlib import Path

from services.membership.members import access, api, mongo
from services.membership.members.open_work_queries import OpenMemberships
from services.membership.members.queries import RosterClosed
from shared.web.feature import Feature
from shared.web.parts import open_work
from shared.web.problems import Problem

FEATURE = Feature(
    name="members",
    folder=Path(__file__).parent,
    routers=(api.router,),
    problems={RosterClosed: Problem(403, "roster-closed", "فهرست اعضای این نهاد عمومی نیست.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    open_work=open_work(OpenMemberships, OpenMemberships.of),
    things={mongo.MEMBERSHIPS: "عضویت"},
    actions=access.ACTIONS,
)
