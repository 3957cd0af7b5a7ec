"""In which language a request is answered, and what that changes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from httpx import ASGITransport, AsyncClient

from shared.language.speech import ENGLISH, PERSIAN, current_language, speaking
from shared.language.speech import gettext as _
from shared.runtime.county import County
from shared.web.languages import Languages, in_language
from shared.web.parts import PartsByClass, install_parts
from shared.web.problems import ErrorPages, Forbidden, Problem, install_problems
from shared.web.shell.shell import Shell
from shared.web.unforeseen import Unforeseen

NOW = datetime(2026, 11, 23, 6, 52, tzinfo=UTC)
TEMPLATE = """{% extends "shell/portal.html" %}
{% from "shell/forms.html" import field %}
{% block title %}{{ _("خبرها") }}{% endblock %}
{% block main %}
<i id="days">{{ now|long_date }}|{{ now|short_date }}|{{ now|numeric_date }}|{{ now|dated }}|{{ now|clock }}</i>
<i id="numbers">{{ 1240|grouped }}|{{ "1405"|fa }}|{{ 91|percent }}|{{ past|ago }}|{{ past|moment }}</i>
<i id="words">{{ "دبیرخانه شورا"|translated }}|{{ "ناشناخته"|translated }}|{{ _("حساب %(name)s", name=name) }}</i>
<i id="paper">{% call in_persian() %}{{ now|dated }} {{ _("خبرها") }}{% endcall %}</i>
{{ field("f", _("نام"), error="این فیلد لازم است.") }}
{% endblock %}"""


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Pages, an interface and what goes wrong, behind the middleware."""
    (tmp_path / "page.html").write_text(TEMPLATE, "utf-8")
    app = FastAPI()
    shell = Shell(tmp_path, county=County("بهاردشت"), demo=False, public_url="https://here", now=lambda: NOW)
    parts = PartsByClass()
    parts.add(ErrorPages, ErrorPages(partial(_error_page, shell), shell.catalogues, {}))
    install_parts(app, parts)
    app.add_middleware(Unforeseen)
    app.add_middleware(Languages, catalogues=shell.catalogues, cookies=shell.cookies)
    install_problems(app, {})

    @app.get("/page")
    async def page(request: Request) -> Response:
        return shell.page(request, "page.html", name="سارا <b>", past=NOW - timedelta(hours=2))

    @app.get("/go")
    async def go() -> Response:
        return shell.go("/page", said="خبر منتشر شد")

    @app.get("/forbidden")
    @app.get("/api/forbidden")
    async def forbidden() -> Response:
        raise Forbidden("این درخواست از سایت دیگری آمده است.")

    @app.get("/broken")
    async def broken() -> Response:
        raise RuntimeError

    @app.get("/api/spoken")
    async def spoken() -> dict[str, str]:
        return {"language": current_language().code}

    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="https://here") as client:
        yield client
    assert current_language() is PERSIAN, "a language ends with its request"


def _error_page(shell: Shell, request: Request, problem: Problem, detail: str, reference: str) -> Response:
    return shell.problem(request, problem.status, reference=reference, detail=detail)


def part(page: str, name: str) -> str:
    return page.partition(f'<i id="{name}">')[2].partition("</i>")[0]


@pytest.mark.parametrize(
    ("query", "cookie", "expected"),
    [
        ("", "", "fa"),
        ("?lang=en", "", "en"),
        ("", "lang_443=en", "en"),
        ("?lang=fa", "lang_443=en", "fa"),
        ("?lang=tlh", "lang_443=en", "en"),
        ("?lang=tlh", "", "fa"),
        ("?lang=", "lang=<script>", "fa"),
    ],
)
async def test_the_address_comes_before_what_the_browser_keeps(
    client: AsyncClient, query: str, cookie: str, expected: str
) -> None:
    answered = await client.get(f"/api/spoken{query}", headers={"Cookie": cookie} if cookie else {})

    assert answered.json() == {"language": expected}


async def test_the_browser_keeps_what_a_page_was_asked_for_in(client: AsyncClient) -> None:
    asked = await client.get("/page?lang=en")
    then = await client.get("/page")

    assert asked.headers["set-cookie"] == "lang_443=en; Max-Age=31536000; Path=/; SameSite=lax; Secure"
    assert '<html lang="en" dir="ltr">' in then.text
    assert "set-cookie" not in then.headers


@pytest.mark.parametrize("path", ["/page", "/page?lang=tlh", "/api/spoken?lang=en"])
async def test_nothing_else_is_kept(client: AsyncClient, path: str) -> None:
    assert "set-cookie" not in (await client.get(path)).headers


async def test_a_page_speaks_one_language_from_head_to_foot(client: AsyncClient) -> None:
    persian, english = (await client.get("/page")).text, (await client.get("/page?lang=en")).text

    assert '<html lang="fa" dir="rtl">' in persian
    assert "<title>خبرها – روابط بهاردشت</title>" in persian
    assert "<title>News – Ravabet \u2068بهاردشت\u2069</title>" in english
    assert "Skip to the main text" in english
    assert "Check a decree" in english
    assert "This field is needed." in english


async def test_days_and_numbers_are_shown_as_the_language_writes_them(client: AsyncClient) -> None:
    persian, english = (await client.get("/page")).text, (await client.get("/page?lang=en")).text

    assert part(persian, "days") == "دوشنبه ۲ آذر ۱۴۰۵|۲ آذر|۱۴۰۵/۰۹/۰۲|۲ آذر ۱۴۰۵|۱۰:۲۲"
    assert part(english, "days") == "Monday 2 Azar 1405|2 Azar|1405/09/02|2 Azar 1405|10:22"
    assert part(persian, "numbers") == "۱٬۲۴۰|۱۴۰۵|۹۱\u200f٪|۲ ساعت پیش|۰۸:۲۲"
    assert part(english, "numbers") == "1,240|1405|91%|2 hours ago|08:22"


async def test_what_a_catalogue_lacks_is_said_in_persian_and_names_stay_escaped(client: AsyncClient) -> None:
    persian, english = (await client.get("/page")).text, (await client.get("/page?lang=en")).text

    assert part(persian, "words") == "دبیرخانه شورا|ناشناخته|حساب سارا &lt;b&gt;"
    assert part(english, "words") == "Council secretariat|ناشناخته|Account of \u2068سارا &lt;b&gt;\u2069"


async def test_official_papers_are_persian_whoever_looks(client: AsyncClient) -> None:
    assert part((await client.get("/page?lang=en")).text, "paper") == "۲ آذر ۱۴۰۵ خبرها"


async def test_the_other_language_is_one_link_away(client: AsyncClient) -> None:
    persian, english = (await client.get("/page?q=آب&lang=fa")).text, (await client.get("/page?lang=en")).text

    assert 'href="/page?q=%D8%A2%D8%A8&amp;lang=en" lang="en" hreflang="en">English</a>' in persian
    assert 'href="/page?lang=fa" lang="fa" hreflang="fa">فارسی</a>' in english


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/", "/?lang=en"), ("/a?lang=fa&b=&c=1", "/a?b=&c=1&lang=en"), ("/a?x=1&x=2", "/a?x=1&x=2&lang=en")],
)
def test_an_address_keeps_all_but_its_language(address: str, expected: str) -> None:
    assert in_language(address, ENGLISH) == expected


async def test_what_was_done_is_said_in_the_language_of_the_page_that_says_it(client: AsyncClient) -> None:
    await client.get("/go")

    assert "<b>The news is published</b>" in (await client.get("/page?lang=en")).text


async def test_problems_are_persian_until_english_is_asked_for(client: AsyncClient) -> None:
    persian = (await client.get("/api/forbidden")).json()
    english = (await client.get("/api/forbidden?lang=en")).json()
    client.cookies.set("lang_443", "en")
    page = (await client.get("/forbidden")).text

    assert (persian["title"], persian["detail"]) == (
        "اجازه این کار را ندارید.",
        "این درخواست از سایت دیگری آمده است.",
    )
    assert (english["title"], english["detail"]) == (
        "You are not allowed to do this.",
        "This request came from another site.",
    )
    assert "This request came from another site." in page
    assert "This is not yours to do" in page


async def test_what_nobody_foresaw_is_said_in_the_language_of_the_request(client: AsyncClient) -> None:
    english = await client.get("/broken?lang=en")

    assert english.status_code == 500
    assert "Something went wrong in the system" in english.text
    assert 'lang="en"' in english.text


def test_a_sentence_takes_its_values_in_code_too() -> None:
    shell = Shell(county=County("بهاردشت"), demo=False, public_url="http://here", now=lambda: NOW)

    with speaking(ENGLISH, shell.catalogues):
        assert _("حساب %(name)s", name="Sara") == "Account of Sara"
        assert _("حساب %(name)s", name="سارا") == "Account of \u2068سارا\u2069"
        assert _("") == "", "not the head of the catalogue"
    assert _("حساب %(name)s", name="سارا") == "حساب سارا"
