"""What the shell promises to every page, without a browser."""

import gzip
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from jinja2 import UndefinedError
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.runtime.county import County, Emblem
from shared.runtime.viewer import Viewer
from shared.web.shell import navigation
from shared.web.shell.assets import ASSETS, HERE, asset_url, emblem_url, mount_static
from shared.web.shell.icons import SYMBOLS, icon
from shared.web.shell.listing import Rules
from shared.web.shell.shell import OWN_TEMPLATES, Shell
from tests.pictures import a_png, an_svg

NOW = datetime(2026, 11, 23, 6, 52, tzinfo=UTC)
MANAGER = Viewer("p1", "سارا مهرگان‌پور", frozenset({"pr_manager"}), frozenset({"water"}), frozenset())
ROOT = Path(__file__).parents[3]


@dataclass
class Rendering:
    """A service with one template of the test's own."""

    folder: Path
    demo: bool = False
    county: County = field(default_factory=lambda: County("بهاردشت"))

    def page(
        self, template: str, viewer: Viewer | None = None, cookies: str = "", path: str = "/", **context: Any
    ) -> HTMLResponse:
        (self.folder / "page.html").write_text(template, "utf-8")
        shell = Shell(self.folder, county=self.county, demo=self.demo, public_url="http://here", now=lambda: NOW)
        return shell.page(_request(path, viewer, cookies), "page.html", **context)

    def text(self, template: str, **context: Any) -> str:
        return bytes(self.page(template, **context).body).decode()


@pytest.fixture
def rendering(tmp_path: Path) -> Rendering:
    return Rendering(tmp_path)


def test_what_people_wrote_never_becomes_markup(rendering: Rendering) -> None:
    assert rendering.text("{{ written }}", written="<script>") == "&lt;script&gt;"


def test_a_page_may_not_take_a_name_of_its_frame(rendering: Rendering) -> None:
    """A page's own list would else stand in the menu, as it once did."""
    with pytest.raises(ValueError, match="the frame of every page has csrf, theme already"):
        rendering.page("", csrf="", theme="dark", unread=2, counts={})


def test_a_missing_name_is_an_error_and_not_a_gap(rendering: Rendering) -> None:
    with pytest.raises(UndefinedError, match="forgotten"):
        rendering.page("{{ forgotten }}")


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ 1405|fa }}", "۱۴۰۵"),
        ("{{ 12345|grouped }}", "۱۲٬۳۴۵"),
        ("{{ now|long_date }}", "دوشنبه ۲ آذر ۱۴۰۵"),
        ("{{ now|short_date }}", "۲ آذر"),
        ("{{ now|clock }}", "۱۰:۲۲"),
        ("{{ now|ago }}", "همین حالا"),
        ("{{ now|moment }}", "۱۰:۲۲"),
        ("{{ now|iso }}", "2026-11-23T10:22+03:30"),
        ("{{ 91|percent }}", "۹۱\u200f٪"),
        ("{{ '<b>'|isolate }}", '<bdi dir="ltr">&lt;b&gt;</bdi>'),
        ("{{ county }} {{ path }}", "بهاردشت /"),
    ],
)
def test_a_page_says_things_as_people_do(rendering: Rendering, template: str, shown: str) -> None:
    assert rendering.text(template) == shown


def test_the_filters_reach_the_macros_of_an_imported_file(rendering: Rendering) -> None:
    text = rendering.text('{% from "shell/marks.html" import freshness %}{{ freshness(3, now) }}')
    assert "این صفحه به‌روز است" in text
    assert text.count('class="full"') == 3


def test_no_template_carries_a_style_or_a_script_that_the_policy_would_refuse() -> None:
    refused = re.compile(r"\sstyle=|<style|<script(?! src)|\son[a-z]+=|src=.https?:|<link[^>]+https?:")
    templates = [*OWN_TEMPLATES.rglob("*.html"), *(ROOT / "services").rglob("templates/**/*.html")]
    assert len(templates) > 10
    assert {
        path.name: refused.findall(path.read_text("utf-8"))
        for path in templates
        if refused.search(path.read_text("utf-8"))
    } == {}


@pytest.mark.parametrize(("viewer", "caching"), [(None, "private, no-cache"), (MANAGER, "no-store")])
def test_what_a_signed_in_person_sees_is_kept_nowhere(
    rendering: Rendering, viewer: Viewer | None, caching: str
) -> None:
    assert rendering.page("x", viewer).headers["cache-control"] == caching


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [("theme_80=dark", ' data-theme="dark"'), ("theme_80=light", ' data-theme="light"'), ("theme_80=x", "")],
)
def test_only_a_theme_we_know_is_taken_from_the_cookie(rendering: Rendering, cookie: str, expected: str) -> None:
    page = bytes(rendering.page('{% extends "shell/portal.html" %}', cookies=cookie).body).decode()
    assert f'<html lang="fa" dir="rtl"{expected}>' in page


def test_a_form_carries_the_token_of_its_request(rendering: Rendering) -> None:
    assert rendering.text("{{ csrf_field() }}") == '<input type="hidden" name="csrf" value="&#34;token">'


def test_a_page_brings_only_the_icons_it_shows(rendering: Rendering) -> None:
    text = rendering.text("{{ icon('home') }}{{ icon('home') }}</body>")
    assert re.findall('<symbol id="i-([a-z-]+)"', text) == ["home"]
    assert text.count('<use href="#i-home"/>') == 2


def test_an_icon_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


def test_every_icon_of_the_menus_is_there() -> None:
    assert {link.icon for link in (*navigation.PORTAL, *navigation.DESK)} <= SYMBOLS.keys()


@pytest.mark.parametrize(
    ("role", "hrefs"),
    [
        (
            "pr_manager",
            [
                "/desk",
                "/n/desk",
                "/n/media",
                "/n/desk/feedback",
                "/reporting",
                "/membership/my-letters",
                "/membership/decrees",
                "/membership/bodies",
                "/membership/offices",
                "/membership/handovers",
                "/membership/certificates",
                "/membership/invitations",
                "/notifier/deliveries",
            ],
        ),
        (
            "operator",
            [
                "/desk",
                "/membership/my-letters",
                "/membership/decrees",
                "/membership/bodies",
                "/membership/offices",
                "/membership/handovers",
                "/membership/people",
                "/membership/certificates",
                "/membership/posts",
                "/membership/invitations",
                "/membership/county-posts",
                "/notifier/deliveries",
                "/membership/set-aside",
                "/n/guests",
                "/membership/audit",
                "/shell",
            ],
        ),
        (
            "auditor",
            [
                "/desk",
                "/reporting",
                "/membership/my-letters",
                "/membership/decrees",
                "/membership/nominations",
                "/membership/bodies",
                "/membership/register",
                "/membership/offices",
                "/membership/service",
                "/membership/handovers",
                "/membership/letters",
                "/membership/layouts",
                "/membership/certificates",
                "/membership/invitations",
                "/notifier/deliveries",
                "/membership/audit",
            ],
        ),
        (
            "head_of_office",
            [
                "/desk",
                "/n/desk",
                "/n/media",
                "/n/desk/feedback",
                "/reporting",
                "/membership/my-letters",
                "/membership/decrees",
                "/membership/nominations",
                "/membership/bodies",
                "/membership/offices",
                "/membership/handovers",
                "/membership/certificates",
                "/membership/invitations",
            ],
        ),
        (
            "governor",
            [
                "/desk",
                "/n/desk",
                "/n/media",
                "/n/desk/feedback",
                "/reporting",
                "/membership/my-letters",
                "/membership/decrees",
                "/membership/nominations",
                "/membership/bodies",
                "/membership/register",
                "/membership/offices",
                "/membership/service",
                "/membership/handovers",
                "/membership/letters",
                "/membership/layouts",
                "/membership/certificates",
                "/membership/invitations",
            ],
        ),
    ],
)
def test_the_desk_shows_each_role_its_own_places(role: str, hrefs: list[str]) -> None:
    assert [link.href for link in navigation.desk_links(frozenset({role}))] == hrefs


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("/n/desk/12", "/n/desk"),
        ("/reporting/calendar", "/reporting/calendar"),
        ("/reporting/1405-08/x", "/reporting"),
        ("/n/audit", "/membership/audit"),
    ],
)
def test_a_page_below_a_place_marks_that_place(path: str, href: str) -> None:
    here = navigation.current(navigation.DESK, path)
    assert here is not None
    assert here.href == href


@pytest.mark.parametrize(("path", "href"), [("/n/7", "/"), ("/offices/water", "/offices"), ("/", "/")])
def test_a_news_item_lies_under_the_news(path: str, href: str) -> None:
    here = navigation.current(navigation.PORTAL, path)
    assert here is not None
    assert here.href == href


EMBLEM = Emblem("svg", an_svg())
KNOWN = County(
    "بهاردشت",
    province="تهران",
    seat="بهارشهر",
    address="میدان <آزادی>",
    phone="021-7628",
    portal_title="پایگاه خبری بهاردشت",
    emblem=EMBLEM,
)


def test_what_the_county_says_of_itself_stands_in_every_frame(tmp_path: Path) -> None:
    template = '{% extends "shell/portal.html" %}'
    page = Rendering(tmp_path, county=KNOWN).text(template)

    assert page.count(f'<img class="mark emblem" src="{emblem_url(EMBLEM)}"') == 2, "head and foot"
    assert f'<link rel="icon" href="{emblem_url(EMBLEM)}">' in page
    assert '<svg class="mark"' not in page
    assert "– پایگاه خبری بهاردشت</title>" in page
    assert "<b>پایگاه خبری بهاردشت</b>" in page
    assert "نشانی: استان تهران، بهارشهر، میدان &lt;آزادی&gt;" in page
    assert 'تلفن: <bdi dir="ltr">۰۲۱-۷۶۲۸</bdi>' in page


def test_a_county_that_says_only_its_name_has_whole_pages(rendering: Rendering) -> None:
    page = rendering.text('{% extends "shell/portal.html" %}')

    assert page.count('<svg class="mark"') == 2
    assert "– روابط بهاردشت</title>" in page
    assert "<address>" not in page
    assert "emblem" not in page


def test_papers_have_the_governorates_head_and_foot(tmp_path: Path) -> None:
    template = (
        '{% from "shell/letterhead.html" import letterhead, letterfoot %}{{ letterhead("دبیرخانه") }}{{ letterfoot() }}'
    )

    known, bare = (Rendering(tmp_path, county=county).text(template) for county in (KNOWN, County("بهاردشت")))

    assert "استانداری تهران<br><b>فرمانداری شهرستان بهاردشت</b><br>دبیرخانه" in known
    assert "نشانی: استان تهران، بهارشهر" in known
    assert "استانداری" not in bare
    assert "paper-foot" not in bare


async def test_the_emblem_has_an_address_of_its_own_content() -> None:
    app = FastAPI()
    mount_static(app, emblem=EMBLEM)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        served = await client.get(emblem_url(EMBLEM))
        other = await client.get("/static/emblem.svg?v=old")
        style = await client.get(asset_url("ravabet.css"))

    assert (served.content, served.headers["content-type"]) == (EMBLEM.body, "image/svg+xml")
    assert "immutable" in served.headers["cache-control"]
    assert "immutable" not in other.headers["cache-control"]
    assert style.status_code == 200
    assert emblem_url(Emblem("svg", an_svg("<g/>"))) != emblem_url(EMBLEM)
    assert emblem_url(Emblem("png", a_png())).startswith("/static/emblem.png?v=")


def test_demo_data_says_so_on_every_page(tmp_path: Path) -> None:
    template = '{% extends "shell/portal.html" %}'
    assert "ساختگی" in Rendering(tmp_path, demo=True).text(template)
    assert "ساختگی" not in Rendering(tmp_path, demo=False).text(template)


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (403, "این کار در اختیار شما نیست"),
        (404, "این صفحه پیدا نشد"),
        (409, "این کار اکنون ممکن نیست"),
        (413, "حجم ارسالی بیش از حد مجاز است"),
        (418, "این درخواست کامل نبود"),
        (429, "تعداد درخواست‌ها بیش از حد مجاز است"),
        (500, "خطایی در سامانه رخ داد"),
        (503, "این بخش اکنون پاسخ نمی‌دهد"),
        (507, "خطایی در سامانه رخ داد"),
    ],
)
def test_a_problem_tells_what_to_do_and_by_which_number_to_find_it(tmp_path: Path, status: int, title: str) -> None:
    shell = Shell(tmp_path, county=County("بهاردشت"), demo=False, public_url="", now=lambda: NOW)
    response = shell.problem(_request("/"), status, reference="01JD-7Q2M")
    page = bytes(response.body).decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert "01JD-7Q2M" in page


def test_a_problem_of_this_case_still_says_what_to_do(tmp_path: Path) -> None:
    shell = Shell(tmp_path, county=County("بهاردشت"), demo=False, public_url="", now=lambda: NOW)
    shown = shell.problem(_request("/"), 403, reference="1", detail="پیش‌نویس را فقط دبیرخانه می‌نویسد.")
    page = bytes(shown.body).decode()
    assert page.index("پیش‌نویس را فقط دبیرخانه می‌نویسد.") < page.index("به دبیرخانه شورا اطلاع دهید.")


def test_what_was_done_is_said_once_after_a_redirect(tmp_path: Path) -> None:
    shell = Shell(tmp_path, county=County("بهاردشت"), demo=False, public_url="https://here", now=lambda: NOW)
    gone = shell.go("/desk", said="خبر <b>منتشر شد")
    assert (gone.status_code, gone.headers["location"]) == (303, "/desk")
    cookie = gone.headers["set-cookie"]
    assert {"HttpOnly", "Secure", "SameSite=lax"} <= set(cookie.split("; "))
    (tmp_path / "page.html").write_text('{% extends "shell/portal.html" %}', "utf-8")
    shown = shell.page(_request("/desk", cookies=cookie.partition(";")[0]), "page.html")
    assert "خبر &lt;b&gt;منتشر شد" in bytes(shown.body).decode()
    assert 'said_443=""; expires=' in shown.headers["set-cookie"]


def test_a_field_ties_its_hint_and_error_to_its_control(rendering: Rendering) -> None:
    text = rendering.text(
        '{% from "shell/forms.html" import field %}'
        '{{ field("phone", "تلفن", "۰۲۳", hint="با کد شهر", error="کوتاه است.") }}'
    )
    order = [text.index(part) for part in ("تلفن", "با کد شهر", "کوتاه است.", "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="h-phone e-phone"' in text
    assert 'aria-invalid="true"' in text
    assert 'value="۰۲۳"' in text


def test_a_table_names_each_cell_for_the_phone(rendering: Rendering) -> None:
    text = rendering.text(
        '{% from "shell/tables.html" import table %}{{ table("حکم‌ها", columns, rows) }}',
        columns=[
            {"label": "شماره", "kind": "title", "lesser": False},
            {"label": "وضعیت", "kind": "text", "lesser": True},
        ],
        rows=[["۰۴۷", Markup("<b>ثبت</b>")]],
    )
    assert '<td class="text lesser" data-label="وضعیت"><b>ثبت</b></td>' in text


def test_a_sortable_head_is_a_link_and_says_the_order(rendering: Rendering) -> None:
    rules = Rules("/decrees", sorts=("number", "date"), usual_sort="-date", filters={"state": ("draft",)}, size=10)
    text = rendering.text(
        '{% from "shell/tables.html" import table, pages %}'
        '{{ table("حکم‌ها", columns, [], listing) }}{{ pages(listing, 30) }}',
        columns=[
            {"label": "شماره", "kind": "text", "lesser": False, "sort": "number"},
            {"label": "تاریخ", "kind": "text", "lesser": False, "sort": "date"},
            {"label": "وضعیت", "kind": "text", "lesser": False},
        ],
        listing=rules.read({"state": "draft"}),
    )
    assert re.findall(r'aria-sort="(\w+)"', text) == ["descending"]
    assert 'href="/decrees?state=draft&amp;sort=number"' in text
    assert 'href="/decrees?state=draft&amp;page=3"' in text
    assert '<th scope="col" class="text">وضعیت</th>' in text


def test_a_filter_bar_sends_the_other_parameters_along(rendering: Rendering) -> None:
    rules = Rules("/x", sorts=("date",), usual_sort="-date", filters={"state": ("draft",), "office": ("water",)})
    text = rendering.text(
        '{% from "shell/tables.html" import filter_bar %}'
        '{{ filter_bar(listing, "list", selects=[("office", "دستگاه", [("water", "آب")])]) }}',
        listing=rules.read({"q": '"><b>', "state": "draft", "office": "water", "sort": "date", "page": "7"}),
    )
    assert re.findall('type="hidden" name="([a-z]+)" value="([a-z]+)"', text) == [("state", "draft"), ("sort", "date")]
    assert '<option value="water" selected>' in text
    assert 'value="&#34;&gt;&lt;b&gt;"' in text
    assert "page" not in text


def test_what_has_no_way_back_names_its_consequence_and_both_deeds(rendering: Rendering) -> None:
    text = rendering.text(
        '{% from "shell/forms.html" import confirm %}'
        '{% call confirm("لغو…", "لغو شود؟", "بازگشت ندارد.", "/revocation", "لغو حکم", "نگه داشتن") %}'
        "{{ csrf_field() }}{% endcall %}"
    )
    assert '<form class="stack confirm-body confirm-red" method="post" action="/revocation">' in text
    assert [text.count(word) for word in ("لغو شود؟", "بازگشت ندارد.", ">لغو حکم</button>", ">نگه داشتن</button>")] == [
        1
    ] * 4
    assert text.index('name="csrf"') < text.index("لغو حکم</button>")


def test_the_page_itself_is_the_last_of_its_crumbs(rendering: Rendering) -> None:
    text = rendering.text('{% from "shell/marks.html" import crumbs %}{{ crumbs([("حکم‌ها", "/d"), ("۰۴۷", none)]) }}')
    assert '<a href="/d">حکم‌ها</a>' in text
    assert '<span aria-current="page">۰۴۷</span>' in text


def test_scripts_come_with_the_desk_only_and_are_told_what_the_policy_allows(rendering: Rendering) -> None:
    desk = bytes(rendering.page('{% extends "shell/desk.html" %}', MANAGER).body).decode()
    portal = bytes(rendering.page('{% extends "shell/portal.html" %}', MANAGER).body).decode()
    assert re.findall('<script src="/static/([a-z.]+)', desk) == ["htmx.min.js", "desk.js"]
    assert "<script" not in portal
    config = re.search("""name="htmx-config" content='([^']+)'""", desk)
    assert config
    assert json.loads(config[1]) == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyEnabled": False,
        "historyCacheSize": 0,
        "timeout": 15000,
    }


def test_scripts_ask_no_other_address_and_ours_are_small() -> None:
    # Trix holds the names of XML's vocabularies, which look like addresses; the content policy lets it ask none.
    scripts = {name: asset for name, asset in ASSETS.items() if name.endswith("js") and not name.startswith("trix")}
    assert [
        name for name, asset in scripts.items() if re.search(rb"https?://", re.sub(rb"(?m)^\s*// .*$", b"", asset.body))
    ] == []
    assert len(ASSETS["desk.js"].packed or b"") <= 5 * 1024
    assert len(ASSETS["writing.js"].packed or b"") <= 6 * 1024


def test_the_dark_colours_by_system_and_by_choice_are_the_same() -> None:
    tokens = (HERE / "css" / "1-tokens.css").read_text("utf-8")
    by_choice = re.search(r"\[data-theme=dark\]\{(.*?)\}", tokens, re.DOTALL)
    by_system = re.search(r":root:not\(\[data-theme\]\)\{(.*?)\}", tokens, re.DOTALL)
    assert by_choice
    assert by_system
    assert by_choice[1].split() == by_system[1].split()


def test_the_style_sheet_is_small_and_knows_no_left_or_right() -> None:
    style = ASSETS["ravabet.css"]
    assert style.packed is not None
    assert len(style.packed) <= 13 * 1024
    assert len(ASSETS["vazirmatn.woff2"].body) <= 45 * 1024
    text = style.body.decode()
    assert re.findall(r"(?:margin|padding|border|inset)-(?:left|right)|[{;](?:left|right|width|height):", text) == []


async def test_static_files_are_packed_and_kept_for_ever_under_the_address_of_their_content() -> None:
    async with _client() as client:
        answer = await client.get(asset_url("ravabet.css"), headers={"Accept-Encoding": "gzip"})
        stale = await client.get("/static/ravabet.css?v=older")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.content == gzip.decompress(ASSETS["ravabet.css"].packed or b"")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert stale.headers["cache-control"] == "public, max-age=300"


async def test_the_style_sheet_asks_for_files_that_are_there() -> None:
    async with _client() as client:
        asked = re.findall(r"url\((/static/[^)]+)\)", ASSETS["ravabet.css"].body.decode())
        assert len(asked) == 3
        assert {(await client.get(url)).status_code for url in asked} == {200}
        assert (await client.get("/static/..%2F..%2Fshell.py")).status_code == 404


def _client() -> httpx.AsyncClient:
    app = FastAPI()
    mount_static(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here")


def _request(path: str, viewer: Viewer | None = None, cookies: str = "") -> Request:
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"cookie", cookies.encode())],
        "server": ("here", 80),
        "scheme": "http",
    }
    request = Request(scope)
    request.state.viewer = viewer
    request.state.csrf = '"token'
    return request
