"""The form by which a head names a member, or the secretariat from a letter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final

from fastapi import Depends, Form, Response, UploadFile

from services.membership.accounts.domain import Person
from services.membership.bodies.domain import BodyNotFound, RoleUnknown
from services.membership.members.domain import AlreadyMember
from services.membership.nominations.access import NOMINATE
from services.membership.nominations.api import Desk, Nominator, Queries
from services.membership.nominations.domain import (
    LARGEST_SCAN,
    AlreadyNominated,
    CannotNominate,
    NotAScan,
    Scan,
    WrongLetter,
    scan_of,
)
from services.membership.nominations.forms import TypedNomination
from services.membership.nominations.pages import HERE, Bodies, Offices, Parts
from services.membership.nominations.queries import NominationQueries
from services.membership.nominations.usecases import NewNomination
from shared.persian.jalali import day_of
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/nominations")

_FIELDS: Final[Mapping[type[Exception], str]] = {
    AlreadyNominated: "person",
    AlreadyMember: "person",
    WrongLetter: "letter_date",
    CannotNominate: "office_id",
    NotAllowed: "office_id",
    BodyNotFound: "body_id",
    RoleUnknown: "role",
}
"""Beside which field of the form a refusal is shown."""
_REFUSALS: Final = tuple(_FIELDS)
_CHECKED = [Depends(checked_form)]


class Uploaded(TypedNomination):
    """The form of a nomination with the file of the letter."""

    scan: UploadFile | None = None


@router.get("/new")
async def ask(
    page: OnPage,
    viewer: Nominator,
    queries: Queries,
    bodies: Bodies,
    offices: Offices,
    office: str = "",
    body: str = "",
) -> Response:
    return await _form(page, viewer, (queries, bodies, offices), TypedNomination(office_id=office, body_id=body))


@router.post("/new", dependencies=_CHECKED)
async def nominate(
    page: OnPage,
    viewer: Nominator,
    queries: Queries,
    bodies: Bodies,
    offices: Offices,
    desk: Desk,
    typed: Annotated[Uploaded, Form()],
) -> Response:
    people = await _people(queries, typed)
    try:
        made = await desk.nominate(await _read(typed, people, viewer), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except _REFUSALS as refusal:
        errors = {_FIELDS[type(refusal)]: str(refusal)}
    else:
        return page.go(f"{HERE}/{made.id}", said="معرفی ثبت شد و در انتظار بررسی دبیرخانه است.")
    return await _form(page, viewer, (queries, bodies, offices), typed, people=people, errors=errors)


async def _form(
    page: Page,
    viewer: Viewer,
    parts: Parts,
    typed: TypedNomination,
    *,
    people: Sequence[Person] = (),
    errors: Mapping[str, str] | None = None,
) -> Response:
    _queries, bodies, offices = parts
    today = day_of(page.now)
    own = {thing.removeprefix("office/") for thing in NOMINATE.own_of(viewer)}
    is_secretariat = NOMINATE.is_open_on_any(viewer)
    choices = [each for each in await offices.choices(today=today) if is_secretariat or each[0] in own]
    every = await bodies.all()
    return page.show(
        "membership/nomination-new.html",
        status=UNFIT_STATUS if errors else 200,
        typed=typed,
        errors=errors or {},
        people=people if len(people) > 1 else (),
        offices=choices,
        bodies=[(body.id, body.name) for body in every],
        roles=list({role.id: role.name for body in every for role in body.roles}.items()),
        with_letter=is_secretariat,
    )


async def _people(queries: NominationQueries, typed: TypedNomination) -> Sequence[Person]:
    """Who is meant: the one who was chosen among several, or everybody of that name."""
    found = await queries.people_called(typed.person)
    chosen = [person for person in found if person.id == typed.person_id]
    return chosen or found


async def _read(typed: Uploaded, people: Sequence[Person], viewer: Viewer) -> NewNomination:
    """The nomination that was typed. Raises Unfit with the sentences of all fields together."""
    errors = {} if len(people) == 1 else {"person": _which(people, typed.person)}
    fields, letter, scan = None, None, None
    try:
        fields, letter = typed.read(with_letter=NOMINATE.is_open_on_any(viewer))
    except Unfit as unfit:
        errors |= unfit.errors
    try:
        scan = await _scan(typed.scan)
    except NotAScan as wrong:
        errors["scan"] = str(wrong)
    if errors or fields is None:
        raise Unfit(errors)
    kept = replace(letter, scan=scan) if letter else None
    return NewNomination((fields.office_id,), people[0].id, fields.body_id, fields.role, letter=kept)


def _which(people: Sequence[Person], typed: str) -> str:
    if people:
        return "چند نفر با این نام هستند؛ یکی را انتخاب کنید."
    return "کسی با این نام یافت نشد؛ بخشی از نام کافی است." if typed.strip() else "نام عضو را بنویسید."


async def _scan(file: UploadFile | None) -> Scan | None:
    """The uploaded scan; a form without a file sends an empty one."""
    content = await file.read(LARGEST_SCAN + 1) if file else b""
    return scan_of(content) if content else None
