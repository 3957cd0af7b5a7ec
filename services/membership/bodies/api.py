"""Bodies over HTTP."""

from typing import Annotated, Final

from fastapi import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from services.membership.bodies.access import KEEP_BODIES
from services.membership.bodies.domain import (
    USUAL_ROLES,
    Body,
    BodyId,
    BodyRole,
    LetterTexts,
    Seat,
    unknown_word,
)
from services.membership.bodies.queries import BodyList, BodyQueries, BodyView, view
from services.membership.bodies.usecases import BodyDirectory
from shared.language.speech import gettext as _
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY, may
from shared.web.slugs import Slug

router = api_router("membership")

Directory = Annotated[BodyDirectory, part(BodyDirectory)]
Queries = Annotated[BodyQueries, part(BodyQueries)]
Keeping = Annotated[Viewer, may(KEEP_BODIES)]

_USUAL_TEXTS: Final = LetterTexts()


def _line(text: str) -> str:
    return " ".join(for_keeping(text).split())


def _said(text: str) -> str:
    if not text:
        raise ValueError("این فیلد نباید خالی باشد.")
    return text


def _fillable(text: str) -> str:
    word = unknown_word(text)
    if word is not None:
        raise ValueError(_("«{%(word)s}» در متن حکم شناخته‌شده نیست.", word=word))
    return text


Line = Annotated[str, Field(max_length=200), AfterValidator(_line)]
SomeLine = Annotated[Line, AfterValidator(_said)]
Text = Annotated[str, Field(max_length=1000), AfterValidator(_line), AfterValidator(_said), AfterValidator(_fillable)]


class Role(BaseModel):
    """A role that members can have."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=60)]
    name: SomeLine


class Texts(BaseModel):
    """The texts of the decrees; `{pronoun}` `{basis}` `{term}` `{role}` `{body}` `{duties}` are filled in."""

    model_config = ConfigDict(extra="forbid")

    council: SomeLine = _USUAL_TEXTS.council
    subject: Annotated[SomeLine, AfterValidator(_fillable)] = _USUAL_TEXTS.subject
    greeting: SomeLine = _USUAL_TEXTS.greeting
    duties: Annotated[list[SomeLine], Field(max_length=20)] = []
    formula: Text = _USUAL_TEXTS.formula
    expectation: Text = _USUAL_TEXTS.expectation
    closing: Text = _USUAL_TEXTS.closing


class BodyFacts(BaseModel):
    """The data of a body. What is left out has the usual value."""

    model_config = ConfigDict(extra="forbid")

    name: SomeLine
    kind: SomeLine
    short_name: Line = ""
    roles: Annotated[list[Role], Field(min_length=1, max_length=30)] = [
        Role(id=role.id, name=role.name) for role in USUAL_ROLES
    ]
    term_months: Annotated[int, Field(ge=1, le=240)] | None = None
    legal_basis: Annotated[list[SomeLine], Field(max_length=20)] = []
    roster_public: bool = False
    series: Annotated[str, Field(max_length=5), AfterValidator(_line), AfterValidator(_said)] = (
        "ق"  # stays Persian: letters
    )
    one_member_per_office: bool = True
    seat: Seat = "by_post"
    texts: Texts = Texts()

    @field_validator("roles")
    @classmethod
    def _are_distinct(cls, roles: list[Role]) -> list[Role]:
        if len({role.id for role in roles}) < len(roles) or len({role.name for role in roles}) < len(roles):
            raise ValueError("هر نقش را یک بار بنویسید.")
        return roles

    @field_validator("series")
    @classmethod
    def _stands_between_slashes(cls, series: str) -> str:
        if not series.isalnum():
            raise ValueError("سری فقط از حرف و رقم ساخته می‌شود.")
        return series

    def body(self, body_id: str) -> Body:
        """The body with these data."""
        texts = self.texts.model_dump() | {"duties": tuple(self.texts.duties)}
        return Body(
            id=BodyId(body_id),
            name=self.name,
            kind=self.kind,
            roles=tuple(BodyRole(role.id, role.name) for role in self.roles),
            short_name=self.short_name,
            roster_public=self.roster_public,
            term_months=self.term_months,
            series=self.series,
            texts=LetterTexts(**texts, legal_basis=tuple(self.legal_basis)),
            one_member_per_office=self.one_member_per_office,
            seat=self.seat,
        )


class NewBody(BodyFacts):
    """A body to add. Its id is part of addresses and never changes."""

    id: Slug


class ChangedBody(BodyFacts):
    """All data of a body. With `version`, the change is refused when somebody else has changed it since."""

    version: int | None = None


@router.get("/bodies", summary="All bodies of the county", dependencies=[EVERYBODY])
async def bodies(queries: Queries) -> BodyList:
    return BodyList(items=await queries.views())


@router.get("/bodies/{body_id}", summary="One body", dependencies=[EVERYBODY])
async def body(body_id: str, queries: Queries) -> BodyView:
    return view(await queries.one(body_id))


@router.post("/bodies", status_code=201, summary="Add a body")
async def add(new: NewBody, by: Keeping, directory: Directory, response: Response) -> BodyView:
    added = await directory.add(new.body(new.id), by=by)
    response.headers["Location"] = f"/api/membership/bodies/{added.id}"
    return view(added)


@router.put("/bodies/{body_id}", summary="Replace the data of a body")
async def change(body_id: str, changed: ChangedBody, by: Keeping, directory: Directory) -> BodyView:
    return view(await directory.change(changed.body(body_id), seen=changed.version, by=by))
