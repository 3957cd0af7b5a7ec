"""Offices over HTTP."""

from typing import Annotated, Any, Final, Literal

from fastapi import Header, Query, Response
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from services.membership.offices.access import KEEP_OFFICES
from services.membership.offices.domain import MOST_SEATS, Office
from services.membership.offices.queries import OfficeList, OfficeQueries, OfficeView, Wanted
from services.membership.offices.usecases import GivenFacts, OfficeDirectory
from shared.events import WebAddress
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer
from shared.web.addresses import email_if_given
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY, may
from shared.web.shell.page import Now
from shared.web.slugs import Slug
from shared.web.validation import Day

router = api_router("membership")

LONGEST_NAME: Final = 150
LONGEST_SHORT_NAME: Final = 60
LONGEST_ADDRESS: Final = 300
_ADDRESS = TypeAdapter(WebAddress)
_SHOWN_ONLY: Final = frozenset(
    {"kind_name", "kind_order", "closed_on", "successor_id", "has_pr_manager", "former_names"}
)
"""What an office is shown with and nobody sets: it is left out, so that what was read may be sent back."""


def _kept(typed: object) -> object:
    return for_keeping(typed) if isinstance(typed, str) else typed


def _with_a_digit(phone: str) -> str:
    if phone and not any(sign.isdecimal() for sign in phone):
        raise ValueError("در شماره تلفن باید رقم باشد.")
    return phone


def _website(typed: str) -> str:
    bare = "".join(typed.split())
    if not bare:
        return ""
    address = bare if "://" in bare else f"https://{bare}"
    try:
        found: str = _ADDRESS.validate_python(address)
    except ValidationError as error:
        raise ValueError(_WRONG_ADDRESS) from error
    if "." not in found.partition("://")[2].partition("/")[0]:
        raise ValueError(_WRONG_ADDRESS)
    return found


_WRONG_ADDRESS: Final = "این نشانی وب درست نیست؛ شکل آن https://example.ir است."

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), BeforeValidator(_kept)]
ShortName = Annotated[str, Field(max_length=LONGEST_SHORT_NAME), BeforeValidator(_kept)]
Address = Annotated[str, Field(max_length=LONGEST_ADDRESS), BeforeValidator(_kept)]
HeadTitle = Annotated[str, Field(max_length=LONGEST_SHORT_NAME), BeforeValidator(_kept)]
Phone = Annotated[str, Field(max_length=40), BeforeValidator(_kept), AfterValidator(_with_a_digit)]
Phones = Annotated[list[Phone], Field(max_length=10)]
Aliases = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=LONGEST_SHORT_NAME), BeforeValidator(_kept)]],
    Field(max_length=10),
]
Email = Annotated[str, Field(max_length=200), AfterValidator(email_if_given)]
Website = Annotated[str, Field(max_length=200), AfterValidator(_website)]
HallCapacity = Annotated[int, Field(ge=1, le=MOST_SEATS)]
SizeClass = Literal["A", "B", "C"]
WorkWeek = Literal["thu_fri", "fri", "fri_half_thu"]

Offices = Annotated[OfficeQueries, part(OfficeQueries)]
Directory = Annotated[OfficeDirectory, part(OfficeDirectory)]
Keeping = Annotated[Viewer, may(KEEP_OFFICES)]
_Words = Annotated[str, Query(max_length=120)]
_Id = Annotated[str | None, Query(max_length=60)]


class OfficeBody(BaseModel):
    """What is said about an office. Only the name and the kind have to be said."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    kind: Annotated[str, Field(min_length=1, max_length=60)]
    short_name: ShortName = ""
    executive: bool = True
    size_class: SizeClass = "B"
    head_title: HeadTitle = ""
    address: Address = ""
    phone: Phone = ""
    phones: Phones = []
    email: Email = ""
    website: Website = ""
    aliases: Aliases = []
    parent_id: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    hall_capacity: HallCapacity | None = None
    can_host: bool = False
    work_week: WorkWeek = "thu_fri"
    publishes_directly: bool = False
    active_from: Day | None = None
    """The first day of its work; today when a new office says none."""

    @model_validator(mode="before")
    @classmethod
    def _without_what_is_only_shown(cls, sent: Any) -> Any:
        if not isinstance(sent, dict):
            return sent
        return {name: value for name, value in sent.items() if name not in _SHOWN_ONLY}

    def given(self) -> GivenFacts:
        """What was said, for the use case."""
        others = self.model_dump(exclude_unset=True, exclude={"id", "name", "kind", "version"})
        if self.active_from is None:
            others.pop("active_from", None)
        return GivenFacts(name=self.name, kind=self.kind, others=others)


class NewOffice(OfficeBody):
    """An office to register. Its `id` never changes; what is not said is the usual for its kind."""

    id: Slug
    version: int | None = None


class ChangedOffice(OfficeBody):
    """An office to change. What is not said stays as it is; the id of the address counts."""

    id: str | None = None
    version: int | None = None
    """The version that was read; with it the change is refused if somebody else was faster."""


class Closing(BaseModel):
    """The closing of an office on a day, which may be to come. Another office may continue its work."""

    model_config = ConfigDict(extra="forbid")

    on: Day
    successor: Annotated[str, Field(min_length=1, max_length=60)] | None = None


@router.get("/offices", summary="The offices of the county, closed ones too", dependencies=[EVERYBODY])
async def offices(
    queries: Offices,
    now: Now,
    q: _Words = "",
    kind: _Id = None,
    on: Annotated[Day | None, Query(description="only offices that worked on this day")] = None,
    limit: Annotated[int | None, Query(ge=1, le=1_000, description="without it all are sent")] = None,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> OfficeList:
    wanted = Wanted(words=q, kind=kind or "", on=on)
    found = await queries.page(wanted, today=day_of(now), limit=limit, after=after)
    return OfficeList(items=await queries.views(found.items), next=found.next)


@router.get("/offices/{office_id:slug}", summary="One office", dependencies=[EVERYBODY])
async def office(office_id: str, queries: Offices, response: Response) -> OfficeView:
    return await _shown(await queries.one(office_id), queries, response)


@router.post("/offices", status_code=201, summary="Register an office; the same again changes nothing")
async def register(
    new: NewOffice, by: Keeping, directory: Directory, queries: Offices, response: Response
) -> OfficeView:
    entered = await directory.enter(new.id, new.given(), by=by)
    response.headers["Location"] = f"/api/membership/offices/{entered.id}"
    return await _shown(entered, queries, response)


@router.put("/offices/{office_id:slug}", summary="Change what is said about an office")
async def change(
    office_id: str,
    new: ChangedOffice,
    by: Keeping,
    directory: Directory,
    queries: Offices,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=40)] = None,
) -> OfficeView:
    version = new.version if if_match is None else _version(if_match)
    changed = await directory.change(office_id, new.given(), version=version, by=by)
    return await _shown(changed, queries, response)


@router.post("/offices/{office_id:slug}/closing", summary="Close an office on a day; its posts end with it")
async def close(
    office_id: str, new: Closing, by: Keeping, directory: Directory, queries: Offices, response: Response
) -> OfficeView:
    closed = await directory.close(office_id, on=new.on, successor_id=new.successor, by=by)
    return await _shown(closed, queries, response)


@router.post("/offices/{office_id:slug}/reopening", summary="Take the closing of an office back")
async def reopen(office_id: str, by: Keeping, directory: Directory, queries: Offices, response: Response) -> OfficeView:
    return await _shown(await directory.reopen(office_id, by=by), queries, response)


async def _shown(office: Office, queries: OfficeQueries, response: Response) -> OfficeView:
    response.headers["ETag"] = f'"{office.version}"'
    return await queries.view(office)


def _version(if_match: str) -> int | None:
    """The version of an `If-Match` header; `*` is any, and what is no version of ours fits none."""
    if if_match.strip() == "*":
        return None
    bare = if_match.strip().removeprefix("W/").strip('"')
    return int(bare) if bare.isascii() and bare.isdecimal() else -1
