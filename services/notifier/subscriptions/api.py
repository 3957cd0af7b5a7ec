"""Following over HTTP."""

from typing import Annotated, Literal

from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.notifier.subscriptions.usecases import Follower
from services.notifier.topics.domain import TopicId
from shared.web.addresses import email_address
from shared.web.client import client_address
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("notifier")


class NewSubscription(BaseModel):
    """A wish to follow. A Bale address comes only from the bot itself."""

    model_config = ConfigDict(extra="forbid")

    channel: Literal["email"]
    address: Annotated[str, Field(min_length=3, max_length=300), AfterValidator(email_address)]
    topic: Annotated[
        str,
        Field(
            min_length=1, max_length=80, description="all, office/water, body/media_hq, kind/outage-water or place/<id>"
        ),
    ]


class SubscriptionAnswer(BaseModel):
    """The same answer whatever was there before, so that nobody learns who follows what."""

    id: str
    state: Literal["pending"] = "pending"


async def _client(request: Request) -> str:
    return client_address(request.scope)


Client = Annotated[str, Depends(_client)]
"""From where a request comes."""
ByFollower = Annotated[Follower, part(Follower)]


@router.post(
    "/subscriptions",
    status_code=201,
    summary="Ask to follow; nothing is sent before the confirmation",
    dependencies=[EVERYBODY],
    responses={429: {}},
)
async def subscribe(new: NewSubscription, follower: ByFollower, client: Client) -> SubscriptionAnswer:
    subscription = await follower.ask(new.channel, new.address, TopicId(new.topic), client=client)
    return SubscriptionAnswer(id=subscription.id)
