"""Following and stopping, for people: without an account and without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import AfterValidator, BaseModel, Field

from services.notifier.subscriptions.api import ByFollower, Client
from services.notifier.subscriptions.askings_domain import TooManyFromHere
from services.notifier.subscriptions.domain import TooManyAsked
from services.notifier.topics.domain import ALL, EVERYTHING, FIXED, KINDS, Topic, TopicId, TopicUnknown, payload_of
from services.notifier.topics.queries import TopicQueries
from shared.persian.jalali import day_of
from shared.web.addresses import email_address
from shared.web.forms import UNFIT_STATUS, Unfit, fit
from shared.web.identity import Visitor, VisitorFromAnywhere
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router()

_ONE_CLICK = "One-Click"
_LINKS = Depends(Limit("links in messages", times=60, seconds=60))


@dataclass(frozen=True, slots=True)
class BaleBot:
    """Where people open our bot in Bale; `start_url` is empty when the county has none."""

    start_url: str = ""

    def link_to(self, topic: TopicId) -> str:
        """Where somebody begins to follow this topic in Bale; empty when the county has no bot."""
        payload = payload_of(topic)
        return f"{self.start_url}?{urlencode({'start': payload})}" if self.start_url and payload else self.start_url


class TypedWish(BaseModel):
    """The form as it is typed."""

    topic: str = ALL
    address: str = ""


class Wish(BaseModel):
    """Who wants to follow what."""

    topic: Annotated[str, Field(max_length=80)]
    address: Annotated[str, Field(max_length=300), AfterValidator(email_address)]


Choice = tuple[TopicId, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers, in groups."""

    news: Sequence[Choice]
    kinds: Sequence[Choice]
    publishers: Sequence[Choice]
    places: Sequence[Choice]

    @classmethod
    def of(cls, topics: Sequence[Topic]) -> "Choices":
        """Group these topics; each group keeps their order."""
        named = [(each.id, each.name) for each in topics if each.id not in FIXED and not each.is_place]
        return cls(
            news=[(EVERYTHING.id, EVERYTHING.name)],
            kinds=[(each.id, each.name) for each in KINDS],
            publishers=named,
            places=[(each.id, each.name) for each in topics if each.is_place],
        )


Topics = Annotated[TopicQueries, part(TopicQueries)]
TheBot = Annotated[BaleBot, part(BaleBot)]


@router.get("/notifier/follow")
async def form(
    page: OnPage, _: Visitor, topics: Topics, bot: TheBot, topic: Annotated[str, Query(max_length=80)] = ALL
) -> Response:
    return await _form(page, topics, bot, TypedWish(topic=topic))


@router.post("/notifier/follow")
async def follow(
    page: OnPage,
    _: Visitor,
    follower: ByFollower,
    topics: Topics,
    bot: TheBot,
    client: Client,
    typed: Annotated[TypedWish, Form()],
) -> Response:
    try:
        wish = fit(Wish, typed.model_dump())
        await follower.ask("email", wish.address, TopicId(wish.topic), client=client)
    except Unfit as unfit:
        return await _form(page, topics, bot, typed, unfit.errors)
    except (TooManyAsked, TooManyFromHere) as refusal:
        return await _form(page, topics, bot, typed, {"address": str(refusal)}, status=page.status_of(refusal))
    except TopicUnknown as refusal:
        return await _form(page, topics, bot, typed, {"topic": str(refusal)})
    return page.show("notifier/asked.html", address=typed.address)


@router.get("/u/{token}", dependencies=[_LINKS])
async def look(page: OnPage, token: str, _: Visitor, follower: ByFollower) -> Response:
    """Show what the link would do, and do nothing yet, because mail scanners open links."""
    errand = await follower.look(token)
    state = errand.subscription.state.value
    return page.show("notifier/link.html", deed=errand.deed, state=state, topic=errand.topic, token=token)


@router.post("/u/{token}", dependencies=[_LINKS])
async def do(
    page: OnPage,
    token: str,
    _: VisitorFromAnywhere,
    follower: ByFollower,
    pressed: Annotated[str, Form(alias="List-Unsubscribe")] = "",
) -> Response:
    """Confirm or stop, without cookie or sign-in, since a mail program's own button does the same (RFC 8058)."""
    errand = await follower.follow_link(token)
    if pressed == _ONE_CLICK:
        return PlainTextResponse("ok")
    others = await follower.still_followed(errand.subscription)
    return page.show("notifier/done.html", deed=errand.deed, topic=errand.topic, others=others)


async def _form(
    page: Page,
    topics: TopicQueries,
    bot: BaleBot,
    typed: TypedWish,
    errors: Mapping[str, str] | None = None,
    *,
    status: int = UNFIT_STATUS,
) -> Response:
    found = await topics.open_ones(on=day_of(page.now))
    names = {each.id: each.name for each in found}
    chosen = TopicId(typed.topic) if typed.topic in names else ALL
    return page.show(
        "notifier/follow.html",
        status=status if errors else 200,
        choices=Choices.of(found),
        wish=typed,
        errors=errors or {},
        bale=bot.link_to(chosen),
        in_bale=names[chosen] if chosen != ALL else "",
    )
