"""The manifest of the register."""

from pathlib import Path

from services.membership.register import access, api, mongo, pages
from services.membership.register.domain import NoSuchBook
from shared.web.feature import Feature
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="register",
    folder=Path(__file__).parent,
    routers=(api.router, pages.router),
    problems={NoSuchBook: Problem(404, "no-such-book", "این دفتر پیدا نشد.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Nothing waits in the register: what is entered is done.",
    menu=(Link(label="دفتر اندیکاتور", href=pages.HERE, icon="list-check", order=43, action=access.READ_BOOK),),
    things={mongo.ROWS: "سطر دفتر اندیکاتور", mongo.VOLUMES: "جلد دفتر اندیکاتور"},
    actions=access.ACTIONS,
)
