"""Series of numbers and delegations over HTTP."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.membership.letters.access import KEEP_DELEGATIONS, KEEP_SERIES, READ_CHANCERY
from services.membership.letters.chancery_usecases import Chancery, NewDelegation
from services.membership.letters.delegations_domain import Delegation
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.series_domain import USUAL_FORMAT, Numbering, Series, Source
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

Kept = Annotated[Chancery, part(Chancery)]
Read = Annotated[ChanceryQueries, part(ChanceryQueries)]
Numberer = Annotated[Viewer, may(KEEP_SERIES)]
Delegator = Annotated[Viewer, may(KEEP_DELEGATIONS)]
Looking = Annotated[Viewer, may(READ_CHANCERY)]

Id = Annotated[str, Field(min_length=1, max_length=60)]
Letters = Annotated[str, Field(min_length=1, max_length=10)]


class SeriesRules(BaseModel):
    """How the letters of a series get their numbers from now on."""

    model_config = ConfigDict(extra="forbid")

    series: Letters
    source: Source = "own"
    """Whether this system gives the numbers, or the office automation does."""
    number_format: Annotated[str, Field(min_length=1, max_length=60)] = USUAL_FORMAT
    width: Annotated[int, Field(ge=1, le=8)] = 3
    start_year: Annotated[int, Field(ge=1300, le=1600)] | None = None
    """The Jalali year in which numbers begin with `start_number`; each other year begins with 1."""
    start_number: Annotated[int, Field(ge=1, le=9_999_999)] = 1
    checked_first: bool = False
    """Whether a draft is signed only after the secretariat has put its initial to it."""
    version: int | None = None

    def numbering(self) -> Numbering:
        """The rules. Raises WrongSeries."""
        return Numbering(self.source, self.number_format, self.width, self.start_year, self.start_number)


class SeriesView(BaseModel):
    """A series as JSON shows it."""

    series: str
    source: Source
    number_format: str
    width: int
    start_year: int | None
    start_number: int
    checked_first: bool
    version: int

    @classmethod
    def of(cls, series: Series) -> "SeriesView":
        """Show a series."""
        rules = series.numbering
        return cls(
            series=series.id,
            source=rules.source,
            number_format=rules.number_format,
            width=rules.width,
            start_year=rules.start_year,
            start_number=rules.start_number,
            checked_first=series.checked_first,
            version=series.version,
        )


class SeriesList(BaseModel):
    """All series that somebody has changed. A county has a few, so `next` is always null."""

    items: list[SeriesView]
    next: str | None = None


class Delegating(BaseModel):
    """A letter of delegation to enter. Days are ISO dates."""

    model_config = ConfigDict(extra="forbid")

    from_person_id: Id
    to_person_id: Id
    letter_no: Annotated[str, Field(min_length=1, max_length=60)]
    dated_on: Day
    until: Day


class DelegationView(BaseModel):
    """A delegation as JSON shows it."""

    id: str
    from_person_id: str
    from_name: str
    to_person_id: str
    to_name: str
    letter_no: str
    dated_on: date
    until: date
    holds: bool
    """Whether somebody may sign by it today."""

    @classmethod
    def of(cls, delegation: Delegation, today: date) -> "DelegationView":
        """Show a delegation."""
        return cls(
            id=delegation.id,
            from_person_id=delegation.from_person_id,
            from_name=delegation.from_name,
            to_person_id=delegation.to_person_id,
            to_name=delegation.to_name,
            letter_no=delegation.letter_no,
            dated_on=delegation.dated_on,
            until=delegation.until,
            holds=delegation.holds_on(today),
        )


class DelegationList(BaseModel):
    """All delegations, the latest first. A county has a few, so `next` is always null."""

    items: list[DelegationView]
    next: str | None = None


@router.get("/letter-series", summary="How the letters of each series get their numbers")
async def all_series(_: Looking, queries: Read) -> SeriesList:
    return SeriesList(items=[SeriesView.of(each) for each in await queries.all_series()])


@router.put("/letter-series", summary="Number the letters of a series otherwise, before the first one of a year")
async def number(new: SeriesRules, by: Numberer, kept: Kept) -> SeriesView:
    series = await kept.number(new.series, new.numbering(), checked_first=new.checked_first, version=new.version, by=by)
    return SeriesView.of(series)


@router.get("/delegations", summary="Who signs, or signed, for the governor")
async def delegations(_: Looking, queries: Read) -> DelegationList:
    return DelegationList(items=[DelegationView.of(each, queries.today()) for each in await queries.delegations()])


@router.post("/delegations", status_code=201, summary="Enter a letter by which the governor delegates the signature")
async def delegate(new: Delegating, by: Delegator, kept: Kept, queries: Read) -> DelegationView:
    return DelegationView.of(await kept.delegate(NewDelegation(**new.model_dump()), by=by), queries.today())


@router.post("/delegations/{delegation_id:id}/withdrawal", summary="End a delegation now")
async def withdraw(delegation_id: str, by: Delegator, kept: Kept, queries: Read) -> DelegationView:
    return DelegationView.of(await kept.withdraw(delegation_id, by=by), queries.today())
