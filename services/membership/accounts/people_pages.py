"""The people of the county: who has an account, and who gets one."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from pydantic import BaseModel

from services.membership.access import CLOSE_ACCOUNT, OPEN_ACCOUNT, READ_PEOPLE, TAKE_APP_OFF
from services.membership.accounts.domain import UsernameTaken, username_of
from services.membership.accounts.queries import PersonQueries
from services.membership.accounts.usecases import Accounts, NewPerson
from services.membership.password_links.usecases import Locksmith
from services.membership.sign_ins.pages import must_take_passwords
from shared.language.speech import gettext as _
from shared.persian.text import tokens_for_finding, tokens_for_index
from shared.runtime.viewer import Viewer
from shared.web.addresses import email_address
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.shell import Shell

router = page_router("/membership/people")

HERE = "/membership/people"
HONORIFICS = (
    "جناب آقای",
    "سرکار خانم",
    "جناب آقای دکتر",
    "سرکار خانم دکتر",
    "جناب آقای مهندس",
    "سرکار خانم مهندس",
    "حجت‌الاسلام",
    "جناب سرهنگ",
)
PRONOUNS = ("جنابعالی", "سرکار عالی")
_UNFIT = 422
_CHECKED = [Depends(checked_form)]

Reading = Annotated[Viewer, may(READ_PEOPLE)]
Opening = Annotated[Viewer, may(OPEN_ACCOUNT)]
Closing = Annotated[Viewer, may(CLOSE_ACCOUNT)]
TakingOff = Annotated[Viewer, may(TAKE_APP_OFF)]


class TypedPerson(BaseModel):
    """The form of a new account."""

    name: str = ""
    username: str = ""
    honorific: str = ""
    pronoun: str = ""
    email: str = ""

    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        required = {
            "name": "نام و نام خانوادگی را بنویسید.",
            "username": "نام کاربری را بنویسید.",
            "honorific": "عنوان را برگزینید.",
            "pronoun": "خطاب را برگزینید.",
        }
        found = {field: sentence for field, sentence in required.items() if not getattr(self, field).strip()}
        if not found.get("username") and not username_of(self.username).isascii():
            found["username"] = "نام کاربری را با حروف لاتین، رقم، خط و نقطه بنویسید."
        try:
            email_address(self.email)
        except ValueError as wrong:
            found["email"] = str(wrong)
        return found


@router.get("")
async def people(request: Request, viewer: Reading, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    queries: PersonQueries = request.app.state.person_queries
    words = set(tokens_for_finding(q))
    found = [each for each in await queries.all() if words <= {*tokens_for_index(each.name), each.username}]
    return _shell(request).page(
        request,
        "membership/people.html",
        people=found,
        q=q,
        by_provider=_by_provider(request),
        may_open=OPEN_ACCOUNT.allows(viewer),
        may_close=CLOSE_ACCOUNT.allows(viewer),
        may_take_off=TAKE_APP_OFF.allows(viewer),
    )


@router.get("/new")
async def ask(request: Request, _: Opening) -> Response:
    return _form(request, TypedPerson())


@router.post("/new", dependencies=_CHECKED)
async def begin(request: Request, viewer: Opening, typed: Annotated[TypedPerson, Form()]) -> Response:
    """Open the account and send the invitation."""
    if errors := typed.errors():
        return _form(request, typed, errors)
    accounts: Accounts = request.app.state.accounts
    new = NewPerson(
        id=request.app.state.new_id(),
        username=typed.username,
        name=typed.name,
        honorific=typed.honorific,
        pronoun=typed.pronoun,
        email=email_address(typed.email),
    )
    try:
        person = await accounts.open(new, by=viewer)
    except UsernameTaken as taken:
        return _form(request, typed, {"username": str(taken)})
    if _by_provider(request):
        return _shell(request).go(HERE, said=_("حساب %(name)s ساخته شد؛ با ورود یکپارچه وارد می‌شود.", name=person.name))
    await _locksmith(request).invite(person.id, by=viewer)
    return _shell(request).go(HERE, said=_("حساب %(name)s ساخته شد و دعوت‌نامه به ایمیل او می‌رود.", name=person.name))


@router.post("/{person_id}/invitation", dependencies=[*_CHECKED, Depends(must_take_passwords)])
async def invite(request: Request, person_id: str, viewer: Opening) -> Response:
    await _locksmith(request).invite(person_id, by=viewer)
    return _shell(request).go(HERE, said="پیوند برگزیدن گذرواژه فرستاده شد.")


@router.post("/{person_id}/closing", dependencies=_CHECKED)
async def close(request: Request, person_id: str, viewer: Closing) -> Response:
    accounts: Accounts = request.app.state.accounts
    person = await accounts.close(person_id, by=viewer)
    return _shell(request).go(HERE, said=_("حساب %(name)s بسته شد و ورودهایش پایان یافت.", name=person.name))


@router.post("/{person_id}/reopening", dependencies=_CHECKED)
async def reopen(request: Request, person_id: str, viewer: Closing) -> Response:
    accounts: Accounts = request.app.state.accounts
    person = await accounts.reopen(person_id, by=viewer)
    return _shell(request).go(HERE, said=_("حساب %(name)s دوباره باز شد.", name=person.name))


@router.post("/{person_id}/app-removal", dependencies=_CHECKED)
async def take_app_off(request: Request, person_id: str, viewer: TakingOff) -> Response:
    accounts: Accounts = request.app.state.accounts
    person = await accounts.take_app_off(person_id, by=viewer)
    return _shell(request).go(HERE, said=_("برنامه رمزساز %(name)s برداشته شد.", name=person.name))


def _form(request: Request, typed: TypedPerson, errors: Mapping[str, str] | None = None) -> Response:
    return _shell(request).page(
        request,
        "membership/person-new.html",
        status=_UNFIT if errors else 200,
        typed=typed,
        by_provider=_by_provider(request),
        honorifics=[(each, each) for each in HONORIFICS],
        pronouns=[(each, each) for each in PRONOUNS],
        errors=errors or {},
    )


def _by_provider(request: Request) -> bool:
    return request.app.state.provider is not None


def _locksmith(request: Request) -> Locksmith:
    found: Locksmith = request.app.state.locksmith
    return found


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell
