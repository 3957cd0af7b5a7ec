"""The people of the county, for those who open and close their accounts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Query, Response

from services.membership.accounts.access import (
    CHANGE_CONTACT,
    CLOSE_ACCOUNT,
    OPEN_ACCOUNT,
    TAKE_APP_OFF,
    TAKE_LINK_OFF,
)
from services.membership.accounts.domain import Person, PersonId, UsernameTaken
from services.membership.accounts.queries import PersonQueries
from services.membership.accounts.usecases import Accounts, to_details
from services.membership.accounts.words_domain import HONORIFICS, OTHER, PRONOUNS
from services.membership.appointments.access import GIVE_POSTS
from services.membership.appointments.api import Given, Posts
from services.membership.appointments.choice_queries import AppointmentChoices
from services.membership.appointments.pages import link_page
from services.membership.members.api import Bodies, Rolls
from services.membership.merges.access import MERGE_PEOPLE
from services.membership.merges.pages import Found
from services.membership.password_links.usecases import Locksmith
from services.membership.people.access import READ_PEOPLE
from services.membership.people.api import moved_to
from services.membership.people.forms import TypedDetails, TypedPerson
from services.membership.provider_links.pages import LinkingAccounts
from services.membership.sign_ins.door_api import Way
from services.membership.sign_ins.provider_usecases import WayIn
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.sheets import SheetFormat, sheet
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/people")

HERE = "/membership/people"
_PEOPLE: Final = Rules(HERE, sorts=("name",), usual_sort="name", filters={"state": ("invited",)}, size=50)
_COLUMNS: Final = ("نام", "عنوان", "نام کاربری", "سمت‌ها", "وضعیت")
_CHECKED = [Depends(checked_form)]
_CHANGED: Final = "مشخصات این همکار همین حالا تغییر کرده است؛ اگر دوباره ذخیره کنید، نوشته شما جای آن را می‌گیرد."
Reading = Annotated[Viewer, may(READ_PEOPLE)]
Opening = Annotated[Viewer, may(OPEN_ACCOUNT)]
Closing = Annotated[Viewer, may(CLOSE_ACCOUNT)]
TakingOff = Annotated[Viewer, may(TAKE_APP_OFF)]
Unlinking = Annotated[Viewer, may(TAKE_LINK_OFF)]
Everybody = Annotated[PersonQueries, part(PersonQueries)]
Opened = Annotated[Accounts, part(Accounts)]
Titles = Annotated[AppointmentChoices, part(AppointmentChoices)]
Words = Annotated[str, Query(max_length=120)]
Links = Annotated[Locksmith, part(Locksmith)]


@router.get("")
async def people(
    page: OnPage, viewer: Reading, everybody: Everybody, way: Way, posts: Posts, titles: Titles
) -> Response:
    listing = _PEOPLE.read(page.request.query_params)
    unentered = bool(listing.filters)
    total = await everybody.how_many(listing.words, only_unentered=unentered)
    listing = listing.within(total)
    found = await everybody.some(listing.words, only_unentered=unentered, skip=listing.skip, limit=_PEOPLE.size)
    held = await posts.present_of([person.id for person in found])
    return page.show(
        "membership/people.html",
        people=found,
        posts=held,
        titles=await titles.titles([post for each in held.values() for post in each]),
        total=total,
        listing=listing,
        may_merge=MERGE_PEOPLE.allows(viewer),
        **_rights(viewer, way),
    )


@router.get(".{kind}")
async def exported(
    _viewer: Reading, everybody: Everybody, posts: Posts, titles: Titles, kind: SheetFormat, q: Words = ""
) -> Response:
    """The whole list, or what the search finds, without addresses and numbers: files are passed on."""
    found = await everybody.some(q, limit=0)
    held = await posts.present_of([person.id for person in found])
    named = await titles.titles([post for each in held.values() for post in each])
    rows = [
        (
            person.name,
            person.honorific,
            person.username,
            "، ".join(named[post.id] for post in held.get(person.id, [])),
            _(_standing(person)),
        )
        for person in found
    ]
    return await sheet(kind, "همکاران", _COLUMNS, rows)


@router.get("/{person_id:person}")
async def person(
    page: OnPage,
    viewer: Reading,
    person_id: str,
    everybody: Everybody,
    way: Way,
    posts: Posts,
    titles: Titles,
    rolls: Rolls,
    bodies: Bodies,
    merges: Found,
) -> Response:
    found = await everybody.one(PersonId(person_id))
    if found.merged_into:
        return moved_to(f"{HERE}/{found.merged_into}")
    of_person = await posts.all_of(found.id)
    today = day_of(page.now)
    shown = [(post, each) for post in of_person for each in post.holdings if each.person_id == found.id]
    return page.show(
        "membership/person.html",
        person=found,
        shown=sorted(shown, key=lambda one: one[1].since, reverse=True),
        has_post=any(each.covers(today) or each.since > today for _post, each in shown),
        titles=await titles.titles(of_person),
        memberships=await rolls.of_person(found.id, on=today),
        body_names={body.id: body.name for body in await bodies.all()},
        today=today,
        may_give=GIVE_POSTS.allows(viewer),
        may_merge=MERGE_PEOPLE.allows(viewer) and viewer.person_id != found.id,
        undoable=await merges.undoable(found.id, at=page.now) if MERGE_PEOPLE.allows(viewer) else None,
        **_rights(viewer, way),
    )


@router.get("/{person_id:person}/editing")
async def ask_details(page: OnPage, viewer: Opening, person_id: str, everybody: Everybody) -> Response:
    found = await everybody.one(PersonId(person_id))
    return _details_form(page, viewer, found, TypedDetails.of(to_details(found), found.version))


@router.post("/{person_id:person}/editing", dependencies=_CHECKED)
async def edit(
    page: OnPage,
    viewer: Opening,
    person_id: str,
    everybody: Everybody,
    accounts: Opened,
    typed: Annotated[TypedDetails, Form()],
) -> Response:
    found = await everybody.one(PersonId(person_id))
    try:
        details = typed.read()
        may_change_contact = CHANGE_CONTACT.allows(viewer, f"person/{found.id}")
        await accounts.change(
            found.id,
            lambda known: details if may_change_contact else replace(details, email=known.email),
            version=typed.seen,
            by=viewer,
        )
    except Stale as stale:
        found = await everybody.one(found.id)
        again = typed.model_copy(update={"version": str(found.version)})
        return _details_form(page, viewer, found, again, {"name": _(_CHANGED)}, page.status_of(stale))
    except Unfit as unfit:
        return _details_form(page, viewer, found, typed, unfit.errors)
    except UsernameTaken as taken:
        return _details_form(page, viewer, found, typed, {"username": str(taken)})
    return page.go(f"{HERE}/{found.id}", said="مشخصات ذخیره شد.")


@router.get("/new")
async def ask(page: OnPage, _viewer: Opening, way: Way) -> Response:
    return _form(page, way, TypedPerson())


@router.post("/new", dependencies=_CHECKED)
async def begin(
    page: OnPage, viewer: Opening, accounts: Opened, links: Links, way: Way, typed: Annotated[TypedPerson, Form()]
) -> Response:
    """Open the account and send the invitation."""
    try:
        person = await accounts.open(typed.read(), by=viewer)
    except Unfit as unfit:
        return _form(page, way, typed, unfit.errors)
    except UsernameTaken as taken:
        return _form(page, way, typed, {"username": str(taken)})
    await links.invite(person.id, by=viewer)
    said = _("حساب %(name)s ایجاد شد و دعوت‌نامه به ایمیل او ارسال می‌شود؛ گام بعدی ثبت سمت اوست.", name=person.name)
    return page.go(f"{HERE}/{person.id}", said=said)


@router.post("/{person_id}/invitation", dependencies=_CHECKED)
async def invite(page: OnPage, person_id: str, viewer: Opening, links: Links, way: Way) -> Response:
    await links.invite(person_id, by=viewer)
    return page.go(
        HERE,
        said="دعوت‌نامه پیوند ورود یکپارچه ارسال شد." if way.has_provider else "پیوند انتخاب گذرواژه ارسال شد.",
    )


@router.post("/{person_id}/printed-link", dependencies=_CHECKED)
async def print_link(page: OnPage, person_id: str, viewer: Opening, given: Given) -> Response:
    """Make a link for somebody who has no way to sign in yet, to be printed and handed over."""
    person, link = await given.print_link(person_id, by=viewer)
    return link_page(page, person, link, title="", done_at=f"{HERE}/{person.id}")


@router.post("/{person_id}/closing", dependencies=_CHECKED)
async def close(page: OnPage, person_id: str, viewer: Closing, accounts: Opened) -> Response:
    person = await accounts.close(person_id, by=viewer)
    return page.go(HERE, said=_("حساب %(name)s بسته شد و نشست‌های او پایان یافت.", name=person.name))


@router.post("/{person_id}/reopening", dependencies=_CHECKED)
async def reopen(page: OnPage, person_id: str, viewer: Closing, accounts: Opened) -> Response:
    person = await accounts.reopen(person_id, by=viewer)
    return page.go(HERE, said=_("حساب %(name)s دوباره باز شد.", name=person.name))


@router.post("/{person_id}/app-removal", dependencies=_CHECKED)
async def take_app_off(page: OnPage, person_id: str, viewer: TakingOff, accounts: Opened) -> Response:
    person = await accounts.take_app_off(person_id, by=viewer)
    return page.go(HERE, said=_("برنامه رمزساز %(name)s حذف شد.", name=person.name))


@router.post("/{person_id}/provider-removal", dependencies=_CHECKED)
async def unlink(page: OnPage, person_id: str, viewer: Unlinking, linking: LinkingAccounts) -> Response:
    person = await linking.take_off(person_id, by=viewer)
    return page.go(HERE, said=_("پیوند ورود یکپارچه %(name)s حذف شد و نشست‌های او پایان یافت.", name=person.name))


def _form(page: Page, way: WayIn, typed: TypedPerson, errors: Mapping[str, str] | None = None) -> Response:
    return page.show(
        "membership/person-new.html",
        status=UNFIT_STATUS if errors else 200,
        typed=typed,
        has_provider=way.has_provider,
        honorifics=[(each, each) for each in HONORIFICS],
        pronouns=[(each, each) for each in PRONOUNS],
        errors=errors or {},
    )


def _rights(viewer: Viewer, way: WayIn) -> dict[str, Any]:
    """What the buttons of a person depend on."""
    return {
        "takes_passwords": way.takes_passwords,
        "has_provider": way.has_provider,
        "may_open": OPEN_ACCOUNT.allows(viewer),
        "may_close": CLOSE_ACCOUNT.allows(viewer),
        "may_take_off": TAKE_APP_OFF.allows(viewer),
        "may_unlink": TAKE_LINK_OFF.allows(viewer),
    }


def _standing(person: Person) -> str:
    if person.is_closed:
        return "بسته"
    return "فعال" if person.has_entered else "هنوز وارد نشده"


def _details_form(
    page: Page,
    viewer: Viewer,
    person: Person,
    typed: TypedDetails,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    return page.show(
        "membership/person-editing.html",
        status=status if errors else 200,
        person=person,
        typed=typed,
        errors=errors or {},
        another=OTHER,
        honorifics=[(each, each) for each in HONORIFICS],
        pronouns=[(each, each) for each in PRONOUNS],
        may_change_contact=CHANGE_CONTACT.allows(viewer, f"person/{person.id}"),
    )
