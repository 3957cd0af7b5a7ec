"""The shell's own pages and the portal's templates, filled with an invented county, as an application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse

from services.news.articles.pages import OfficeLine
from services.news.articles.queries import ArticleView, CorrectionLine, CorrectionView, PublisherRef
from services.news.articles.states_domain import KIND_NAMES, Standing
from services.news.feeds.pages import groups_of
from services.news.publishers.domain import Manager, Publisher, publisher_id
from shared.runtime.county import County
from shared.runtime.viewer import Viewer
from shared.web.cookies import Cookies
from shared.web.feature import Feature
from shared.web.headers import SafetyHeaders
from shared.web.languages import Languages
from shared.web.parts import PartsByClass, install_parts
from shared.web.routes import api_routes
from shared.web.shell.assets import mount_static
from shared.web.shell.gallery import gallery
from shared.web.shell.shell import Shell
from shared.web.site import Site
from tests.browser import (
    sample_accounts,
    sample_batches,
    sample_bulletins,
    sample_contracts,
    sample_decrees,
    sample_desk,
    sample_directory,
    sample_handovers,
    sample_layouts,
    sample_plain_letters,
    sample_register,
    sample_reporting,
    sample_service,
    sample_set_aside,
    sample_verification,
    sample_waiting,
)

NOW = datetime(2026, 11, 23, 6, 52, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
TEMPLATES = [*sorted((ROOT / "services").glob("*/*/templates")), ROOT / "shared" / "operations" / "templates"]
LOCALES = sorted((ROOT / "services").rglob("locale"))


_OF_THE_DESK = (
    "/desk",
    "/n/desk",
    "/membership/account",
    "/membership/batches",
    "/membership/bulk-drafts",
    "/membership/certificates",
    "/membership/decrees",
    "/membership/handovers",
    "/membership/invitations",
    "/membership/my-letters",
    "/membership/letters",
    "/membership/layouts",
    "/membership/offices",
    "/membership/people",
    "/membership/posts",
    "/membership/service",
    "/membership/register",
    "/membership/signatures",
    "/reporting",
    "/notifier/notices",
    "/notifier/set-aside",
)


@dataclass(frozen=True)
class Group:
    name: str
    offices: list[OfficeLine]


@dataclass(frozen=True)
class Topic:
    name: str
    url: str
    articles: list[ArticleView]


def _publisher(name: str) -> PublisherRef:
    return PublisherRef(kind="office", id="water", name=name, url="/offices/water")


def _ago(**past: int) -> datetime:
    return NOW - timedelta(**past)


def _article(number: int, headline: str, publisher: str, lead: str = "", **past: int) -> ArticleView:
    return ArticleView(
        id=str(number),
        state=Standing.PUBLISHED,
        publisher=_publisher(publisher),
        headline=headline,
        lead=lead,
        text="",
        topics=[],
        path=f"/n/{number}",
        url=f"https://bahardasht.example/n/{number}",
        version=1,
        published_at=_ago(**past),
        corrections=[],
    )


LEAD = _article(
    7241,
    "آب هفده روستای بالادست دیگر نوبتی نیست",
    "اداره آب و فاضلاب",
    "با پر شدن مخزن دو هزار مترمکعبی سپیددره، نوبت‌بندی آب در بخش بالادست از امروز برداشته شد. "
    "خط دوم انتقال تا پایان دی به مدار می‌آید.",
    hours=2,
).model_copy(
    update={
        "text": (
            "<p>اداره آب و فاضلاب شهرستان از بامداد امروز نوبت‌بندی آب آشامیدنی را در بخش بالادست برداشت.</p>"
            "<h2>چه چیزی هنوز مانده است؟</h2><p>خط دوم انتقال ۸۰ درصد پیش رفته است.</p>"
            "<blockquote><p>«اگر فشار آب شب‌ها افتاد، به شماره ۱۲۲ بگویید.»</p></blockquote>"
            '<ul><li>روستاهای نخست: <a href="/n/1">فهرست کامل</a></li><li>نشانی تانکرها تا پایان هفته</li></ul>'
        ),
        "topics": ["آب", "بخش بالادست", "طرح‌های عمرانی"],
        "corrections": [CorrectionView(at=_ago(minutes=25), note="شمار روستاها هفده است، نه «هجده».", major=True)],
        "on_front": True,
    }
)
LATEST = [
    _article(7230, "جاده کوهستانی سپیددره تا ظهر فردا یک‌طرفه است", "اداره راهداری", hours=1),
    _article(7231, "نام‌نویسی بیمه کشت پاییزه آغاز شد؛ مهلت تا ۲۰ آذر", "جهاد کشاورزی", hours=2),
    _article(7232, "کتابخانه مرکزی از شنبه تا ساعت ۲۱ باز می‌ماند", "شهرداری بهاردشت", hours=3),
    _article(7233, "واکسن آنفلوانزا در دوازده خانه بهداشت، بی‌نوبت", "شبکه بهداشت و درمان", hours=4),
    _article(7234, "تمرین زلزله در ۴۲ مدرسه؛ آژیر سه‌شنبه ساعت ۱۱", "هلال‌احمر", hours=26),
    _article(7235, "۱۲۰ هکتار از مرتع‌های دامنه، بذرپاشی شد", "منابع طبیعی", hours=30),
]
SECONDS = [
    _article(7240, "سه خط تازه اتوبوس، شهرک گلستان را به مرکز شهر می‌رساند", "شهرداری", "از ساعت ۶:۱۵.", hours=3),
    _article(7239, "درِ آزمایشگاه‌های دانشگاه، سه‌شنبه‌ها باز است", "دانشگاه", "نام‌نویسی با مدرسه است.", hours=9),
    _article(7238, "بازارچه زعفران پنجشنبه‌ها در میدان آسیاب", "شهرداری", "سی و دو غرفه، ۸ تا ۱۴.", days=1),
    _article(7237, "وام گلخانه‌های کوچک؛ چه کسی و چگونه؟", "جهاد کشاورزی", "مدارک لازم و نشانی چهار شعبه.", days=2),
]


def _office(slug: str, name: str, freshness: int, last: datetime | None) -> OfficeLine:
    return OfficeLine(
        id=slug,
        slug=slug,
        name=name,
        kind_name="اداره",
        last_published_at=last,
        freshness=freshness,
        phone="023-4567 8900" if last else "",
        address="بلوار چشمه، روبه‌روی بوستان آسیاب" if last else "",
        closed_note="" if last else "خبرهای قبلی آن همین‌جا می‌ماند.",
    )


OFFICES = [
    _office("water", "اداره آب و فاضلاب", 3, _ago(hours=2)),
    _office("edu", "آموزش و پرورش", 3, _ago(hours=4)),
    _office("city", "شهرداری بهاردشت", 3, _ago(days=1)),
    _office("red", "هلال‌احمر", 2, _ago(days=19)),
    _office("civil", "ثبت احوال", 1, _ago(days=51)),
    _office("met", "هواشناسی", 0, None),
]


def _publisher_of(office: OfficeLine) -> Publisher:
    return Publisher(publisher_id("office", office.slug), "office", office.name)


def _app_of(feature: Feature) -> FastAPI:
    app = FastAPI()
    for router in feature.routers:
        app.include_router(router)
    return app


def build(county: County | None = None) -> FastAPI:
    """Every page at its own address; `?as=` signs in somebody of that role."""
    app = FastAPI()
    shell = Shell(
        *TEMPLATES,
        county=county or County("بهاردشت"),
        demo=True,
        public_url="https://bahardasht.example",
        now=lambda: NOW,
        locales=LOCALES,
    )
    app.add_middleware(SafetyHeaders, site=Site.at("http://bahardasht.example"))
    app.add_middleware(Languages, catalogues=shell.catalogues, cookies=Cookies(443, is_secure=False))
    mount_static(app, emblem=shell.county.emblem)
    parts = PartsByClass()
    parts.add(Shell, shell)
    install_parts(app, parts)
    # Without its guard: nobody signs in here.
    (components,) = api_routes(_app_of(gallery("news")))
    app.add_api_route(components.path, components.endpoint, include_in_schema=False)
    for path, (template, context) in samples().items():
        methods = ["POST", "GET"] if path.endswith("/preview") else ["GET"]
        app.add_api_route(path, _page(shell, template, context), methods=methods, include_in_schema=False)
    app.get("/problem/{status}")(_problem(shell))
    return app


def samples() -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    withdrawn = LEAD.model_copy(
        update={"state": Standing.WITHDRAWN, "explanation": "تاریخ برداشتن نوبت‌بندی درست نبود.", "withdrawn_at": NOW}
    )
    draft = LEAD.model_copy(update={"state": Standing.DRAFT, "published_at": None, "corrections": []})
    portal: dict[str, tuple[str, dict[str, Any]]] = {
        "/": ("news/front.html", _front()),
        "/empty": (
            "news/front.html",
            _front()
            | {"lead": None, "topics": (), "corrections": (), "bulletins": sample_bulletins.strip(NOW, none=True)},
        ),
        "/offices": ("news/offices.html", {"groups": (Group("اداره‌ها", OFFICES[:4]), Group("نهادها", OFFICES[4:]))}),
        "/offices/water": (
            "news/office.html",
            _office_page(OFFICES[0]) | {"articles": (LEAD, *LATEST), "next": "?after=3"},
        ),
        "/feeds": (
            "feeds/feeds.html",
            {
                "groups": groups_of(
                    [Publisher(publisher_id("office", each.slug), "office", each.name) for each in OFFICES], NOW
                )
            },
        ),
        "/offices/met": ("news/office.html", _office_page(OFFICES[5])),
        "/bodies/council": ("news/office.html", _office_page(OFFICES[5]) | {"is_body": True, "topic": "body/council"}),
        "/n/7241": ("news/article.html", {"item": LEAD, "related": LATEST[:3]}),
        "/n/7241/feedback": (
            "feedback/form.html",
            {"item": LEAD, "typed": {"missing": "ساعت قطع؟"}, "errors": {"helped": "پاسخ: این فیلد لازم است."}},
        ),
        "/n/withdrawn": ("news/article.html", {"item": withdrawn, "related": ()}),
        "/n/draft": ("news/article.html", {"item": draft, "related": ()}),
        "/search": ("news/search.html", _found() | {"q": "آب", "articles": LATEST, "offices": OFFICES[:1], "total": 6}),
        "/search/topic": ("news/search.html", _found() | {"topic": "آب", "articles": LATEST, "total": 6}),
        "/search/nothing": ("news/search.html", _found() | {"q": "ققنوس"}),
        "/membership/sign-in": (
            "membership/sign-in.html",
            {
                "return_to": "/desk",
                "username": "s.mehregan",
                "expired": True,
                "kept": "",
                "error": "نام کاربری و گذرواژه با هم نمی‌خوانند.",
                "asks_code": False,
                "provider_error": None,
                "has_provider": False,
                "takes_passwords": True,
            },
        ),
    }
    desks = (
        sample_desk.pages(NOW) | sample_decrees.pages(NOW) | sample_register.pages(NOW) | sample_reporting.pages(NOW)
    )
    desks |= sample_waiting.pages(NOW) | sample_accounts.pages(NOW) | sample_handovers.pages(NOW)
    desks |= sample_directory.pages(NOW) | sample_bulletins.pages(NOW) | sample_set_aside.pages(NOW)
    desks |= sample_plain_letters.pages(NOW)
    desks |= sample_contracts.pages() | sample_verification.pages(NOW) | sample_layouts.pages(NOW)
    desks |= sample_service.pages(NOW)
    desks |= sample_batches.pages(NOW)
    return portal | desks


def _page(shell: Shell, template: str, context: dict[str, Any]) -> Callable[[Request], HTMLResponse]:
    def page(request: Request) -> HTMLResponse:
        path = request.url.path
        is_desk = path.startswith(_OF_THE_DESK)
        role = request.query_params.get("as") or ("pr_manager" if is_desk else None)
        request.state.viewer = (
            Viewer("p1", "سارا مهرگان‌پور", frozenset({role}), frozenset({"water"}), frozenset()) if role else None
        )
        request.state.csrf = "token-of-this-visit"
        return shell.page(request, template, **context)

    return page


def _problem(shell: Shell) -> Callable[[Request, int], HTMLResponse]:
    def problem(request: Request, status: int) -> HTMLResponse:
        return shell.problem(request, status, reference="01JD-7Q2M")

    return problem


def _front() -> dict[str, Any]:
    topics = tuple(Topic(name, f"/search?topic={name}", LATEST[:3]) for name in ("آب و راه", "کار و کشت", "آموزش"))
    note = "آغاز خط ۱۲ اتوبوس ساعت ۶:۱۵ است، نه ۶:۴۵"
    corrections = [CorrectionLine(path="/n/7240", note=note, publisher_name="شهرداری بهاردشت", at=_ago(hours=1))]
    return {
        "lead": LEAD,
        "seconds": SECONDS,
        "latest": LATEST,
        "topics": topics,
        "offices": OFFICES,
        "office_count": 24,
        "corrections": corrections,
        "bulletins": sample_bulletins.strip(NOW),
    }


def _office_page(office: OfficeLine) -> dict[str, Any]:
    return {
        "office": office,
        "publisher": Publisher(
            publisher_id("office", office.slug),
            "office",
            office.name,
            phones=("۰۵۹-۴۲۲۱۰۱۰", "۰۵۹-۴۲۲۱۰۱۱"),
            email="info@abfa.example",
            website="https://abfa.example",
        ),
        "manager": Manager(publisher_id("office", office.slug), "سارا مهرگان‌پور", acting=True),
        "successor": None,
        "bulletins": sample_bulletins.strip(NOW, none=not office.last_published_at),
        "topic": "office/" + office.slug,
        "is_body": False,
        "article_count": 1240 if office.last_published_at else 0,
        "counted": 1000,
        "articles": (),
        "previous": None,
        "next": None,
    }


def _found() -> dict[str, Any]:
    return {
        "q": "",
        "topic": "",
        "kind": None,
        "kinds": list(KIND_NAMES.items()),
        "articles": (),
        "offices": (),
        "total": 0,
        "previous": None,
        "next": None,
    }
