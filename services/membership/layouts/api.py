"""Layouts over HTTP."""

from typing import Annotated, Any, Final

from fastapi import Path, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.membership.layouts.access import KEEP_LAYOUTS, READ_LAYOUTS
from services.membership.layouts.domain import SHIPPED, USUAL_SALUTATION, Design
from services.membership.layouts.queries import (
    EditionView,
    KindList,
    KindView,
    Layouts,
    edition_view,
    kind_view,
    shipped_view,
)
from services.membership.layouts.samples_domain import Sample
from services.membership.layouts.usecases import Proofreader, Typographer
from services.membership.typesetting.domain import Paper
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")

PDF: Final = "application/pdf"
MOST_SOURCE: Final = 60_000
MOST_LINE: Final = 150
MOST_LINES: Final = 6
MOST_NOTE: Final = 300

Edition = Annotated[int, Path(ge=0, le=1_000_000)]
Queries = Annotated[Layouts, part(Layouts)]
Keeper = Annotated[Typographer, part(Typographer)]
Proofs = Annotated[Proofreader, part(Proofreader)]
Reading = Annotated[Viewer, may(READ_LAYOUTS)]
Keeping = Annotated[Viewer, may(KEEP_LAYOUTS)]


def _line(text: str) -> str:
    return " ".join(for_keeping(text).split())


def _source(text: str) -> str:
    if not text.strip():
        raise ValueError("متن قالب نباید خالی باشد.")
    return text.replace("\r\n", "\n")


def _lines(lines: list[str]) -> list[str]:
    return [line for line in lines if line]


Line = Annotated[str, Field(max_length=MOST_LINE), AfterValidator(_line)]
_FAULTS: Final[dict[int | str, dict[str, Any]]] = {
    409: {"description": "somebody was faster, or the edition was in force once"},
    422: {"description": "the samples cannot be printed by it: its line, or what is too much"},
    503: {"description": "no page can be made at present"},
}


class DesignFacts(BaseModel):
    """What an edition says of a page. Without lines of its own, the county's letterhead stands there."""

    model_config = ConfigDict(extra="forbid")

    source: Annotated[str, Field(max_length=MOST_SOURCE), AfterValidator(_source)]
    paper: Paper = "a4"
    letterhead: Annotated[list[Line], Field(max_length=MOST_LINES), AfterValidator(_lines)] = []
    salutation: Line = USUAL_SALUTATION

    def design(self) -> Design:
        """Return it."""
        return Design(self.source, self.paper, tuple(self.letterhead), self.salutation)


class NewEdition(DesignFacts):
    """An edition to add."""

    note: Annotated[str, Field(max_length=MOST_NOTE), AfterValidator(_line)] = ""


class ChangedEdition(NewEdition):
    """All of a draft. With `version`, the change is refused when somebody else has changed it since."""

    version: int | None = None


class ChosenEdition(BaseModel):
    """The edition to put into force, 0 for the shipped one, and the versions of edition and choice that were seen."""

    model_config = ConfigDict(extra="forbid")

    edition: Annotated[int, Field(ge=0)]
    version: int | None = None
    instead_of: int | None = None


class Tried(DesignFacts):
    """A design to try on a sample."""

    sample: Sample = "usual"


@router.get("/layouts", summary="The kinds of letters, and which layout of each is in force")
async def kinds(_viewer: Reading, layouts: Queries) -> KindList:
    return KindList(items=[kind_view(each) for each in await layouts.all()])


@router.get("/layouts/{kind:slug}", summary="One kind of letters with the editions of its layout")
async def kind(kind: str, _viewer: Reading, layouts: Queries) -> KindView:
    return kind_view(await layouts.standing(kind))


@router.get("/layouts/{kind:slug}/{edition:digits}", summary="One edition; 0 is what the release ships")
async def edition(kind: str, edition: Edition, _viewer: Reading, layouts: Queries) -> EditionView:
    choice = await layouts.choice(kind)
    return shipped_view(choice) if edition == SHIPPED else edition_view(await layouts.one(kind, edition), choice)


@router.post("/layouts/{kind:slug}", status_code=201, summary="Add an edition, as a draft", responses=_FAULTS)
async def draft(
    kind: str, new: NewEdition, by: Keeping, layouts: Queries, keeper: Keeper, response: Response
) -> EditionView:
    made = await keeper.draft(kind, new.design(), note=new.note, by=by)
    response.headers["Location"] = f"/api/membership/layouts/{kind}/{made.edition}"
    return edition_view(made, await layouts.choice(kind))


@router.put("/layouts/{kind:slug}/{edition:digits}", summary="Change a draft", responses=_FAULTS)
async def rewrite(
    kind: str, edition: Edition, changed: ChangedEdition, by: Keeping, layouts: Queries, keeper: Keeper
) -> EditionView:
    made = await keeper.rewrite(kind, edition, changed.design(), note=changed.note, seen=changed.version, by=by)
    return edition_view(made, await layouts.choice(kind))


@router.delete("/layouts/{kind:slug}/{edition:digits}", status_code=204, summary="Throw a draft away")
async def remove(kind: str, edition: Edition, by: Keeping, keeper: Keeper) -> None:
    await keeper.remove(kind, edition, by=by)


@router.post("/layouts/{kind:slug}/choice", summary="Put an edition into force", responses=_FAULTS)
async def choose(kind: str, chosen: ChosenEdition, by: Keeping, layouts: Queries, keeper: Keeper) -> KindView:
    await keeper.put_into_force(kind, chosen.edition, seen=chosen.version, instead_of=chosen.instead_of, by=by)
    return kind_view(await layouts.standing(kind))


@router.post(
    "/layouts/{kind:slug}/proof",
    summary="A sample letter printed by a design, which is kept nowhere",
    response_class=Response,
    responses={**_FAULTS, 200: {"content": {PDF: {}}}},
)
async def proof(kind: str, tried: Tried, _by: Keeping, layouts: Queries, proofs: Proofs) -> Response:
    await layouts.choice(kind)
    pdf = await proofs.proof(tried.design().template(kind, SHIPPED), kind, tried.sample)
    return Response(pdf, media_type=PDF, headers={"Cache-Control": "private, no-store"})
