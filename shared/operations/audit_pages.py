"""The web pages of the audit trail, the same in every service."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from shared.language.shown import wrong_date
from shared.operations.access import read_trail, read_trail_content
from shared.operations.sheet import sheet, text_of
from shared.operations.trail import Search, Words, newest, walk
from shared.operations.watch import Watch
from shared.persian.jalali import NotADate, jalali_of, parse_jalali
from shared.persian.order import alphabetical
from shared.runtime.viewer import Viewer
from shared.store.audit.check import Fault
from shared.store.store import Store
from shared.web.feature import Feature
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.sheets import as_file
from shared.web.shell.navigation import Link
from shared.web.shell.page import OnPage

_ON_A_PAGE = 30
_LAST_NUMBER = 2**63 - 1
"""As far as the database counts."""
_WRONG_INPUT = 422

# The sentences for readers of the page; the command prints the English ones of Fault.
_SAID_OF = {
    Fault.CHANGED: "این ردیف پس از نوشته شدن تغییر کرده است.",
    Fault.NOT_BEHIND: "این ردیف ادامه ردیف پیش از خود نیست؛ یکی از این دو با اثر انگشت آن تغییر داده شده است.",
    Fault.MISSING: "این ردیف وجود ندارد، ولی ردیف‌های پس از آن وجود دارند.",
    Fault.NO_BEGINNING: "آغاز زنجیره حذف شده است.",
    Fault.NO_END: "پایان زنجیره حذف شده است؛ این ردیف و ردیف‌های پس از آن وجود ندارند.",
    Fault.NO_HEAD: "سر زنجیره وجود ندارد؛ تعداد ردیف‌ها معلوم نیست.",
    Fault.BEYOND: "این ردیف را سامانه ننوشته است.",
    Fault.OTHER_HEAD: "سر زنجیره با آخرین ردیف همخوانی ندارد.",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A search as it is written in the address, and what it means."""

    fields: dict[str, str]
    search: Search
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The query string of this search, for links to its other pages."""
        return urlencode({name: value for name, value in self.fields.items() if value})


Text = Annotated[str, Query(max_length=200)]


TheStore = Annotated[Store, part(Store)]
TheWatch = Annotated[Watch, part(Watch)]


def trail_of(service: str, prefix: str, features: Sequence[Feature], *, menu: Sequence[Link] = ()) -> Feature:
    """Return the feature with a service's trail: `<prefix>/audit` and `<prefix>/audit.csv`. It needs the part Watch."""
    words = Words(
        deeds={route: name for feature in features for route, name in feature.deeds.items()},
        things={thing: name for feature in features for thing, name in feature.things.items()},
    )
    return Feature(
        name="trail",
        routers=(_pages(service, prefix, words),),
        folder=Path(__file__).parent,
        actions=(read_trail(service), read_trail_content(service)),
        menu=menu,
    )


def _pages(service: str, prefix: str, words: Words) -> APIRouter:
    router = page_router(prefix)
    here = f"{prefix}/audit"
    read_content = read_trail_content(service)
    Reading = Annotated[Viewer, may(read_trail(service))]  # noqa: N806 - a type

    @router.get("/audit")
    async def trail(
        page: OnPage,
        viewer: Reading,
        store: TheStore,
        watch: TheWatch,
        person: Text = "",
        deed: Text = "",
        what: Text = "",
        since: Text = "",
        until: Text = "",
        before: Annotated[int | None, Query(ge=1, le=_LAST_NUMBER)] = None,
    ) -> Response:
        typed = _read(person=person, deed=deed, what=what, since=since, until=until)
        where = typed.search.where(words)
        rows = [] if typed.errors else await newest(store, where, before=before, limit=_ON_A_PAGE + 1)
        older = {"before": rows[_ON_A_PAGE - 1]["_id"]} if len(rows) > _ON_A_PAGE else None
        return page.show(
            "operations/audit.html",
            status=_WRONG_INPUT if typed.errors else 200,
            here=here,
            rows=rows[:_ON_A_PAGE],
            words=words,
            deeds=[
                ("", "همه کارها"),
                *((name, name) for name in sorted({*words.deeds.values(), deed} - {""}, key=alphabetical)),
            ],
            text_of=text_of,
            typed=typed.fields,
            errors=typed.errors,
            sees_content=read_content.allows(viewer),
            checked=await watch.look(),
            said_of=_SAID_OF,
            sheet=_address(f"{here}.csv", typed.query),
            previous=_address(here, typed.query) if before else None,
            next=_address(here, typed.query, urlencode(older)) if older else None,
        )

    @router.get("/audit.csv")
    async def as_sheet(
        viewer: Reading,
        store: TheStore,
        person: Text = "",
        deed: Text = "",
        what: Text = "",
        since: Text = "",
        until: Text = "",
    ) -> Response:
        typed = _read(person=person, deed=deed, what=what, since=since, until=until)
        if typed.errors:
            return RedirectResponse(_address(here, typed.query), 303)
        lines = sheet(walk(store, typed.search.where(words)), words, content=read_content.allows(viewer))
        name = f"audit-{service}-{jalali_of(store.now())}.csv"
        return StreamingResponse(lines, headers=as_file(name), media_type="text/csv; charset=utf-8")

    return router


def _read(*, since: str, until: str, **texts: str) -> Typed:
    errors: dict[str, str] = {}

    def day(name: str, typed: str) -> date | None:
        try:
            return parse_jalali(typed) if typed.strip() else None
        except NotADate as wrong:
            errors[name] = wrong_date(wrong)
            return None

    told = {name: text.strip() for name, text in texts.items()}
    search = Search(**told, since=day("since", since), until=day("until", until))
    return Typed(told | {"since": since, "until": until}, search, errors)


def _address(path: str, *queries: str) -> str:
    query = "&".join(filter(None, queries))
    return f"{path}?{query}" if query else path
