"""What is typed and not saved, over HTTP: each person reads and writes their own."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.news.writing.api import Writing
from services.news.writing.copies_domain import Copy, Fields
from services.news.writing.queries import WritingQueries
from services.news.writing.usecases import SafeDeposit
from shared.web.parts import part
from shared.web.routing import api_router

router = api_router("news")

Deposit = Annotated[SafeDeposit, part(SafeDeposit)]
Queries = Annotated[WritingQueries, part(WritingQueries)]
Line = Annotated[str, Field(max_length=2_000)]


class Typing(BaseModel):
    """What stands in the fields of a form now. It is kept as it is, also where it could not be saved yet."""

    model_config = ConfigDict(extra="forbid")

    headline: Line = ""
    lead: Line = ""
    text: Annotated[str, Field(max_length=200_000)] = ""
    topics: Line = ""
    publisher: Line = ""
    kind: Line = ""
    answers: Line = ""
    note: Line = ""
    based_on: Annotated[int, Field(ge=0)] = 0
    """The version of the article that was on the page."""
    after: Annotated[int | None, Field(ge=0)] = None
    """The number of the copy that the page knows of; left out, whatever was kept is replaced."""


class CopyView(BaseModel):
    """What a person has typed for an item and not saved."""

    headline: str
    lead: str
    text: str
    topics: str
    publisher: str
    kind: str
    answers: str
    note: str
    based_on: int
    number: int
    at: datetime

    @classmethod
    def of(cls, copy: Copy) -> "CopyView":
        """Show a copy."""
        return cls(**asdict(copy.fields), based_on=copy.based_on, number=copy.number, at=copy.at)


class KeptCopy(BaseModel):
    """That the copy was kept, and who else is writing the same item now."""

    number: int
    at: datetime
    others: list[str]


@router.put(
    "/writing/copies/{item:slug}", summary="Keep what is typed before it is saved; a new article is `first-draft`"
)
async def keep(item: str, typed: Typing, by: Writing, deposit: Deposit, queries: Queries) -> KeptCopy:
    fields = Fields(**typed.model_dump(exclude={"based_on", "after"}))
    copy = await deposit.keep(item, fields, based_on=typed.based_on, after=typed.after, by=by)
    return KeptCopy(number=copy.number, at=copy.at, others=await queries.others(item, by.person_id))


@router.get("/writing/copies/{item:slug}", summary="What was typed and not saved")
async def kept(item: str, by: Writing, deposit: Deposit) -> CopyView:
    return CopyView.of(await deposit.of(item, by=by))


@router.delete("/writing/copies/{item:slug}", status_code=204, summary="Forget what was typed and not saved")
async def drop(item: str, by: Writing, deposit: Deposit) -> None:
    await deposit.drop(item, by=by)
