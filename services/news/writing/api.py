"""Help with a text over HTTP. Nothing is kept: who sends a text gets an answer about it, and it is gone."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.news.writing import pasting_domain as pasting
from services.news.writing.access import HELP_TO_WRITE
from shared.persian import proofing
from shared.runtime.viewer import Viewer
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("news")

Writing = Annotated[Viewer, may(HELP_TO_WRITE)]
Words = Annotated[str, Field(max_length=400)]


class Typed(BaseModel):
    """A text that somebody is writing, HTML or plain, with its headline."""

    model_config = ConfigDict(extra="forbid")

    headline: Annotated[str, Field(max_length=400)] = ""
    text: Annotated[str, Field(max_length=200_000)]


class OfferView(BaseModel):
    """What may be done with the text: join torn lines, take out its headline, or take out the marks of its source."""

    kind: pasting.Kind
    count: int
    before: str
    after: str


class HintView(BaseModel):
    """What a proofreader would write otherwise. `better` is what would stand in the place of `found`."""

    kind: proofing.Kind
    found: str
    better: str
    count: int


class Advice(BaseModel):
    """What may be done with the text."""

    offers: list[OfferView]
    hints: list[HintView]


class Replacing(BaseModel):
    """A hint that is followed."""

    model_config = ConfigDict(extra="forbid")

    found: Words
    better: Words


class Accepted(Typed):
    """What is to be done with the text."""

    offers: Annotated[list[pasting.Kind], Field(max_length=len(pasting.Kind))] = []
    hints: Annotated[list[Replacing], Field(max_length=60)] = []
    kinds: Annotated[list[proofing.Kind], Field(max_length=len(proofing.Kind))] = []
    """All hints of these kinds are followed."""


class Written(BaseModel):
    """The text after what was accepted."""

    text: str


@router.post("/writing/advice", summary="What may be done with a text that was pasted or written")
async def advise(typed: Typed, _: Writing) -> Advice:
    offers = pasting.offers(typed.headline, typed.text)
    hints = proofing.hints(typed.text)
    return Advice(
        offers=[OfferView(kind=each.kind, count=each.count, before=each.before, after=each.after) for each in offers],
        hints=[HintView(kind=each.kind, found=each.found, better=each.better, count=each.count) for each in hints],
    )


@router.post("/writing/text", summary="The text after offers and hints were accepted")
async def write(accepted: Accepted, _: Writing) -> Written:
    text = accepted.text
    for kind in accepted.offers:
        text = pasting.done(kind, accepted.headline, text)
    if accepted.hints or accepted.kinds:
        chosen = [(each.found, each.better) for each in accepted.hints]
        text = proofing.followed(text, chosen, accepted.kinds)
    return Written(text=text)
