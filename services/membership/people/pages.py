"""The people of the county, for those who open and close their accounts."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Form, Query, Response

from services.membership.accounts.access import CLOSE_ACCOUNT, OPEN_ACCOUNT, TAKE_APP_OFF, TAKE_LINK_OFF
from services.membership.accounts.domain import UsernameTaken
from services.membership.accounts.queries import PersonQueries
from services.membership.accounts.usecases import Accounts
from services.membership.accounts.words_domain import HONORIFICS, PRONOUNS
from services.membership.password_links.usecases import Locksmith
from services.membership.people.access import READ_PEOPLE
from services.membership.people.forms import TypedPerson
from services.membership.provider_links.pages import LinkingAccounts
from services.membership.sign_ins.door_api import Way
from services.membership.sign_ins.provider_usecases import WayIn
from shared.language.speech import gettext as _
from shared.persian.text import tokens_for_finding, tokens_for_index
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/people")

HERE = "/membership/people"
_CHECKED = [Depends(checked_form)]

Reading = Annotated[Viewer, may(READ_PEOPLE)]
Opening = Annotated[Viewer, may(OPEN_ACCOUNT)]
Closing = Annotated[Viewer, may(CLOSE_ACCOUNT)]
TakingOff = Annotated[Viewer, may(TAKE_APP_OFF)]
Unlinking = Annotated[Viewer, may(TAKE_LINK_OFF)]
Everybody = Annotated[PersonQueries, part(PersonQueries)]
Opened = Annotated[Accounts, part(Accounts)]
Links = Annotated[Locksmith, part(Locksmith)]


@router.get("")
async def people(
    page: OnPage, viewer: Reading, everybody: Everybody, way: Way, q: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    words, every = set(tokens_for_finding(q)), await everybody.all()
    found = [each for each in every if words <= {*tokens_for_index(each.name), each.username}]
    return page.show(
        "membership/people.html",
        people=found,
        total=len(every),
        q=q,
        takes_passwords=way.takes_passwords,
        has_provider=way.has_provider,
        may_open=OPEN_ACCOUNT.allows(viewer),
        may_close=CLOSE_ACCOUNT.allows(viewer),
        may_take_off=TAKE_APP_OFF.allows(viewer),
        may_unlink=TAKE_LINK_OFF.allows(viewer),
    )


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
    return page.go(HERE, said=_("حساب %(name)s ایجاد شد و دعوت‌نامه به ایمیل او ارسال می‌شود.", name=person.name))


@router.post("/{person_id}/invitation", dependencies=_CHECKED)
async def invite(page: OnPage, person_id: str, viewer: Opening, links: Links, way: Way) -> Response:
    await links.invite(person_id, by=viewer)
    return page.go(
        HERE,
        said="دعوت‌نامه پیوند ورود یکپارچه ارسال شد." if way.has_provider else "پیوند انتخاب گذرواژه ارسال شد.",
    )


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
