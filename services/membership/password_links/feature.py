"""The manifest of password links."""

from pathlib import Path

from services.membership.password_links import mongo, pages
from services.membership.password_links.domain import AlreadyIn, LinkOver
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="password_links",
    routers=(pages.router,),
    problems={
        AlreadyIn: Problem(409, "already-in", "این همکار حساب فعال دارد."),
        LinkOver: Problem(410, "link-over", "این پیوند استفاده شده یا مهلت آن گذشته است؛ پیوند تازه درخواست کنید."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A link concerns the person alone and ends by itself.",
    folder=Path(__file__).parent,
    deeds={
        "POST /membership/password": "درخواست گذرواژه تازه",
        "POST /membership/password/{token}": "انتخاب گذرواژه",
    },
    things={mongo.PASSWORD_LINKS: "پیوند گذرواژه"},
)
