"""The manifest of accounts."""

from pathlib import Path

from services.membership.accounts import access, migrations_mongo, mongo
from services.membership.accounts.domain import (
    AlreadyLinked,
    NotLinked,
    OutsideAccountTaken,
    PersonMerged,
    PersonNotFound,
    UsernameMissing,
    UsernameTaken,
)
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="accounts",
    folder=Path(__file__).parent,
    problems={
        PersonNotFound: Problem(404, "person-not-found", "شخصی با این شناسه ثبت نشده است."),
        PersonMerged: Problem(409, "person-merged", "این همکار در همکار دیگری ادغام شده است."),
        UsernameTaken: Problem(409, "username-taken", "این نام کاربری متعلق به شخص دیگری است."),
        UsernameMissing: Problem(409, "username-missing", "نام کاربری این شخص هنوز انتخاب نشده است."),
        OutsideAccountTaken: Problem(409, "provider-account-taken", "این حساب یکپارچه به حساب دیگری پیوند خورده است."),
        AlreadyLinked: Problem(409, "already-linked", "حساب یکپارچه دیگری پیوند خورده است."),
        NotLinked: Problem(409, "not-linked", "حساب یکپارچه‌ای پیوند نخورده است."),
    },
    indexes=mongo.INDEXES,
    migrations=migrations_mongo.MIGRATIONS,
    audited=mongo.AUDITED,
    nothing_open="An account belongs to its person, who keeps it.",
    things={mongo.PEOPLE: "شخص"},
    actions=access.ACTIONS,
)
