"""Giving a post, replacing its holder and inviting the successor on one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Response

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.words_domain import HONORIFICS, OTHER, PRONOUNS
from services.membership.appointments.api import Given, Giving, People, Posts
from services.membership.appointments.choice_queries import AppointmentChoices, Namesake, Options
from services.membership.appointments.forms import NEW_PERSON, TypedAppointment, place_of
from services.membership.appointments.history_pages import COUNTY_ROLES, HERE, REFUSED, Key, Offered, day_in, history_of
from services.membership.appointments.usecases import Given as Done
from services.membership.posts.domain import (
    POST_NAMES,
    Holding,
    Place,
    Post,
    PostHeld,
    PostId,
    Role,
    WrongOrder,
    WrongPlace,
)
from services.membership.posts.usecases import action_for
from services.membership.sign_ins.door_pages import qr_of
from shared.language.shown import numeric_date
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/membership")

_CHECKED = [Depends(checked_form)]
_INVITATIONS = (
    ("mail", "دعوت‌نامه با ایمیل"),
    ("print", "پیوند چاپی یک‌بارمصرف"),
    ("none", "فعلاً دعوت نشود"),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """The post that a page is about: its address, its name, and who holds it now."""

    action: str
    title: str
    post: Post | None = None
    holder: str = ""
    wrong: Holding | None = None
    """The holding that is corrected, which `holder` names then."""


@router.get("/posts/succession")
async def ask_successor(
    page: OnPage, _viewer: Giving, queries: Posts, people: People, offered: Offered, post: Key, person: Key = ""
) -> Response:
    found = await queries.one(post)
    typed = await _usual(page, people, person)
    replaces = found.holder.person_id if found.holder else ""
    return await _form(page, await _seat(found, people, offered), typed.model_copy(update={"replaces": replaces}))


@router.post("/posts/succession", dependencies=_CHECKED)
async def succeed(
    page: OnPage,
    viewer: Giving,
    queries: Posts,
    people: People,
    offered: Offered,
    given: Given,
    post: Key,
    typed: Annotated[TypedAppointment, Form()],
) -> Response:
    """Replace the holder. The same form again, also with errors, is the same page with what was typed."""
    seat = await _seat(await queries.one(post), people, offered)
    if namesakes := await _unsettled(typed, offered):
        return await _form(page, seat, typed, namesakes=namesakes)
    try:
        who, terms = typed.who(), typed.terms()
        done = await given.succeed(
            PostId(post),
            who,
            since=terms.since,
            acting=terms.acting,
            replaces=typed.replaces,
            invitation=terms.invitation,
            by=viewer,
        )
    except Unfit as unfit:
        return await _form(page, seat, typed, errors=unfit.errors)
    except REFUSED as refusal:
        return await _form(page, seat, typed, errors={"since": str(refusal)}, status=page.status_of(refusal))
    return _done(page, done, seat.title)


@router.get("/posts/correction")
async def ask_right_one(
    page: OnPage, _viewer: Giving, queries: Posts, people: People, offered: Offered, post: Key, since: Key
) -> Response:
    seat = await _mistake(await queries.one(post), since, people, offered)
    wrong = seat.wrong
    typed = TypedAppointment(replaces=wrong.person_id, acting="on" if wrong.acting else "") if wrong else None
    return await _form(page, seat, typed) if typed else page.go(history_of(post))


@router.post("/posts/correction", dependencies=_CHECKED)
async def correct(
    page: OnPage,
    viewer: Giving,
    queries: Posts,
    people: People,
    offered: Offered,
    given: Given,
    post: Key,
    since: Key,
    typed: Annotated[TypedAppointment, Form()],
) -> Response:
    """Enter who was meant. The same form again, also with errors, is the same page with what was typed."""
    seat = await _mistake(await queries.one(post), since, people, offered)
    if namesakes := await _unsettled(typed, offered):
        return await _form(page, seat, typed, namesakes=namesakes)
    try:
        who, mending = typed.who(), typed.mending()
        done = await given.correct(
            PostId(post),
            who,
            since=day_in(since),
            reason=mending.reason,
            acting=mending.acting,
            replaces=typed.replaces,
            invitation=mending.invitation,
            by=viewer,
        )
    except Unfit as unfit:
        return await _form(page, seat, typed, errors=unfit.errors)
    except REFUSED as refusal:
        return await _form(page, seat, typed, errors={"name": str(refusal)}, status=page.status_of(refusal))
    return _done(page, done, seat.title)


@router.get("/posts/new")
async def ask(
    page: OnPage,
    viewer: Giving,
    people: People,
    offered: Offered,
    office: Key = "",
    body: Key = "",
    role: Key = "",
    person: Key = "",
) -> Response:
    place = f"office/{office}" if office else f"body/{body}" if body else ""
    typed = await _usual(page, people, person)
    typed = typed.model_copy(update={"role": role if role in _roles_for(viewer) else "", "place": place})
    return await _new_form(page, viewer, offered, typed)


@router.post("/posts/new", dependencies=_CHECKED)
async def give(
    page: OnPage, viewer: Giving, offered: Offered, given: Given, typed: Annotated[TypedAppointment, Form()]
) -> Response:
    if namesakes := await _unsettled(typed, offered):
        return await _new_form(page, viewer, offered, typed, namesakes=namesakes)
    try:
        seat, who, terms = typed.seat(), typed.who(), typed.terms()
        place = seat.where()
        done = await given.give(
            who,
            seat.role,
            place,
            since=terms.since,
            acting=terms.acting,
            invitation=terms.invitation,
            by=viewer,
        )
    except Unfit as unfit:
        return await _new_form(page, viewer, offered, typed, errors=unfit.errors)
    except (WrongPlace, PostHeld) as refusal:
        return await _new_form(
            page, viewer, offered, typed, errors={"place": str(refusal)}, status=page.status_of(refusal)
        )
    except WrongOrder as refusal:
        return await _new_form(
            page, viewer, offered, typed, errors={"since": str(refusal)}, status=page.status_of(refusal)
        )
    return _done(page, done, await offered.title(seat.role, place))


async def _seat(post: Post, people: People, offered: AppointmentChoices) -> Seat:
    title = (await offered.titles([post]))[post.id]
    holder = (await people.names([post.holder.person_id]))[post.holder.person_id] if post.holder else ""
    return Seat(f"{HERE}/succession?{urlencode({'post': post.id})}", title, post, holder)


async def _mistake(post: Post, since: str, people: People, offered: AppointmentChoices) -> Seat:
    """The post, with the holding that is to be corrected; none when it was corrected meanwhile."""
    wrong = post.beginning_on(day_in(since))
    holder = (await people.names([wrong.person_id]))[wrong.person_id] if wrong else ""
    action = f"{HERE}/correction?{urlencode({'post': post.id, 'since': since})}"
    return Seat(action, (await offered.titles([post]))[post.id], post, holder, wrong)


async def _usual(page: Page, people: People, person_id: str) -> TypedAppointment:
    person = (await people.by_id([person_id])).get(PersonId(person_id)) if person_id else None
    return TypedAppointment(
        since=numeric_date(page.now), person=person.id if person else "", name=person.name if person else ""
    )


async def _unsettled(typed: TypedAppointment, offered: AppointmentChoices) -> Sequence[Namesake]:
    """Those whom a typed name may mean, as long as nobody is chosen."""
    return [] if typed.person else await offered.namesakes(typed.name)


async def _form(
    page: Page,
    seat: Seat,
    typed: TypedAppointment,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
    namesakes: Sequence[Namesake] = (),
    roles: Options = (),
    places: Options = (),
) -> Response:
    if namesakes:
        errors = {"person": "شخصی با این نام ثبت شده است؛ او را انتخاب کنید یا «شخص تازه» را بزنید."}
    return page.show(
        "membership/post-give.html",
        status=status if errors else 200,
        seat=seat,
        typed=typed,
        errors=errors or {},
        namesakes=namesakes,
        new_person=NEW_PERSON,
        another=OTHER,
        honorifics=[(each, each) for each in HONORIFICS],
        pronouns=[(each, each) for each in PRONOUNS],
        invitations=[(value, _(text)) for value, text in _INVITATIONS],
        roles=roles,
        places=places,
    )


async def _new_form(
    page: Page,
    viewer: Viewer,
    offered: AppointmentChoices,
    typed: TypedAppointment,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
    namesakes: Sequence[Namesake] = (),
) -> Response:
    roles = _roles_for(viewer)
    role = next((each for each in roles if each == typed.role), None)
    place = _place_if(typed.place)
    title = await offered.title(role, place) if role and place else ""
    return await _form(
        page,
        Seat(f"{HERE}/new", title),
        typed,
        errors=errors,
        status=status,
        namesakes=namesakes,
        roles=[("", "انتخاب کنید"), *((each, POST_NAMES[each]) for each in roles)],
        places=[("", "انتخاب کنید"), *await offered.places(role, day_of(page.now))],
    )


def _place_if(text: str) -> Place | None:
    try:
        return place_of(text)
    except ValueError:
        return None


def _roles_for(viewer: Viewer) -> Sequence[Role]:
    every: Sequence[Role] = ("pr_manager", "head_of_office", "deputy", "liaison", "chair", "secretary", *COUNTY_ROLES)
    return [role for role in every if action_for(role).allows(viewer)]


def _done(page: Page, done: Done, title: str) -> Response:
    """The history of the post, or the page with the link to print: it is shown once, and never kept."""
    if done.link:
        return link_page(page, done.person, done.link, title=title, done_at=history_of(done.post.id))
    return page.go(history_of(done.post.id), said=_said(done, title))


def link_page(page: Page, person: Person, link: str, *, title: str, done_at: str) -> Response:
    """The page with a link to print."""
    return page.show(
        "membership/post-link.html",
        headers={"Cache-Control": "no-store"},
        person=person,
        title=title,
        link=link,
        code=qr_of(link),
        done_at=done_at,
    )


def _said(done: Done, title: str) -> str:
    if done.is_mailed:
        return _("سمت «%(post)s» به نام %(name)s ثبت شد و دعوت‌نامه ارسال می‌شود.", post=title, name=done.person.name)
    return _("سمت «%(post)s» به نام %(name)s ثبت شد.", post=title, name=done.person.name)
