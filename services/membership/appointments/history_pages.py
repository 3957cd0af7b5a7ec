"""Who holds which post, who held it on a day, and how a holding comes to an end."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Response

from services.membership.appointments.api import Book, Giving, People, Posts
from services.membership.appointments.choice_queries import AppointmentChoices
from services.membership.appointments.forms import TypedLeaving
from services.membership.posts.access import FILL_COUNTY_POST
from services.membership.posts.domain import (
    POST_NAMES,
    SHARED,
    HolderIsAnother,
    Holding,
    Post,
    PostHeld,
    PostId,
    Role,
    SeveralHold,
    WrongOrder,
    WrongPlace,
)
from services.membership.posts.queries import WantedPosts, holdings_of
from services.membership.posts.usecases import action_for
from shared.language.shown import numeric_date
from shared.persian.jalali import NotADate, day_of, parse_jalali
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage, Page

router = page_router("/membership")

HERE = "/membership/posts"
_CHECKED = [Depends(checked_form)]
REFUSED = (PostHeld, HolderIsAnother, SeveralHold, WrongOrder, WrongPlace)
_PAGE = 50
COUNTY_ROLES: Sequence[Role] = ("governor", "council_secretary", "secretariat", "jury", "auditor", "operator")
Offered = Annotated[AppointmentChoices, part(AppointmentChoices)]
FillingCounty = Annotated[Viewer, may(FILL_COUNTY_POST)]
Key = Annotated[str, Query(max_length=200)]


def history_of(post_id: str) -> str:
    """The address of the history of a post."""
    return f"{HERE}/history?{urlencode({'post': post_id})}"


def day_in(address: str) -> date:
    """The day that stands in an address. Raises NotADate."""
    try:
        return date.fromisoformat(address)
    except ValueError as wrong:
        raise NotADate("این روز در تقویم نیست.", in_english="This day is not in the calendar.") from wrong


@router.get("/posts")
async def posts(
    page: OnPage,
    viewer: Giving,
    queries: Posts,
    people: People,
    offered: Offered,
    office: Key = "",
    role: Key = "",
    on: Key = "",
    after: Key = "",
) -> Response:
    day, error = _day_asked(on, day_of(page.now))
    known = role if role in POST_NAMES else ""
    wanted = WantedPosts(office_id=office or None, role=known or None, on=day)  # type: ignore[arg-type] # just checked
    found = await queries.found(wanted, after=after or None, limit=_PAGE)
    shown = [(post, each) for post in found.items for each in holdings_of(post, wanted)]
    asked = {"office": office, "role": known, "on": on}
    return page.show(
        "membership/posts.html",
        status=UNFIT_STATUS if error else 200,
        shown=shown,
        names=await people.names({each.person_id for _, each in shown}),
        titles=await offered.titles([post for post, _ in shown]),
        offices=await offered.places("pr_manager", day),
        roles=[(each, name) for each, name in POST_NAMES.items() if viewer.has("operator") or each not in SHARED],
        asked=asked,
        day=day,
        on=on or numeric_date(day),
        error=error,
        next=f"{HERE}?{urlencode({**asked, 'after': found.next})}" if found.next else None,
        may_fill_county=FILL_COUNTY_POST.allows(viewer),
    )


@router.get("/posts/history")
async def history(
    page: OnPage, viewer: Giving, queries: Posts, people: People, offered: Offered, post: Key
) -> Response:
    return await _history_page(page, viewer, await queries.one(post), people, offered)


@router.post("/posts/vacancy", dependencies=_CHECKED)
async def vacate(
    page: OnPage,
    viewer: Giving,
    queries: Posts,
    people: People,
    offered: Offered,
    book: Book,
    post: Key,
    typed: Annotated[TypedLeaving, Form()],
) -> Response:
    try:
        await book.vacate(PostId(post), last_day=typed.read(), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except REFUSED as refusal:
        errors = {"last_day": str(refusal)}
    else:
        return page.go(history_of(post), said="پایان دوره ثبت شد.")
    return await _history_page(page, viewer, await queries.one(post), people, offered, errors=errors, leaving=typed)


@router.post("/posts/calling-off", dependencies=_CHECKED)
async def call_off(page: OnPage, viewer: Giving, book: Book, post: Key, since: Key) -> Response:
    await book.call_off(PostId(post), since=day_in(since), by=viewer)
    return page.go(history_of(post), said="تغییر برنامه‌ریزی‌شده لغو شد.")


@router.get("/county-posts")
async def county_posts(
    page: OnPage, _viewer: FillingCounty, queries: Posts, people: People, offered: Offered
) -> Response:
    found = await queries.of_roles(COUNTY_ROLES)
    held = [post for post in found if post.holder or post.planned]
    names = await people.names({each.person_id for post in held for each in post.holdings})
    return page.show(
        "membership/county-posts.html",
        groups=[(role, POST_NAMES[role], [post for post in held if post.role == role]) for role in COUNTY_ROLES],
        shared=SHARED,
        names=names,
        titles=await offered.titles(held),
    )


async def _history_page(
    page: Page,
    viewer: Viewer,
    post: Post,
    people: People,
    offered: AppointmentChoices,
    *,
    errors: Mapping[str, str] | None = None,
    leaving: TypedLeaving | None = None,
) -> Response:
    return page.show(
        "membership/post-history.html",
        status=UNFIT_STATUS if errors else 200,
        post=post,
        title=(await offered.titles([post]))[post.id],
        names=await people.names({each.person_id for each in (*post.holdings, *_taken_back(post))}),
        today=day_of(page.now),
        may_fill=action_for(post.role).allows(viewer),
        is_shared=post.role in SHARED,
        errors=errors or {},
        leaving=leaving or TypedLeaving(last_day=numeric_date(page.now)),
    )


def _taken_back(post: Post) -> Sequence[Holding]:
    return [each.holding for each in post.taken_back]


def _day_asked(typed: str, today: date) -> tuple[date, str]:
    if not typed.strip():
        return today, ""
    try:
        return parse_jalali(typed), ""
    except NotADate as wrong:
        return today, str(wrong)
