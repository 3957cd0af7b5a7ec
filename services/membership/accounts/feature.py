"""The manifest of accounts."""

from pathlib import Path

from services.membership.accounts import access, mongo
from services.membership.accounts.domain import PersonNotFound, UsernameTaken
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="accounts",
    folder=Path(__file__).parent,
    problems={
        PersonNotFound: Problem(404, "person-not-found", "شخصی با این شناسه ثبت نشده است."),
        UsernameTaken: Problem(409, "username-taken", "این نام کاربری متعلق به شخص دیگری است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    things={mongo.PEOPLE: "شخص"},
    actions=access.ACTIONS,
)
