"""Following and stopping, for people: no account, no script."""

from typing import Annotated

from fastapi import Form, Query, Request, Response
from fastapi.responses import PlainTextResponse

from services.notifier.subscriptions.api import ByFollower
from services.notifier.subscriptions.domain import TooManyAsked
from services.notifier.topics.domain import TopicId, TopicUnknown
from services.notifier.topics.queries import TopicQueries
from shared.web.addresses import email_address
from shared.web.identity import Visitor
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

router = page_router()

_INVALID = 422
_ONE_CLICK = "One-Click"


@router.get("/notifier/follow")
async def form(request: Request, _: Visitor, topic: Annotated[str, Query(max_length=80)] = "all") -> Response:
    return await _form(request, topic=topic)


@router.post("/notifier/follow")
async def follow(
    request: Request,
    _: Visitor,
    follower: ByFollower,
    topic: Annotated[str, Form(max_length=80)] = "all",
    address: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    try:
        await follower.ask("email", email_address(address), TopicId(topic))
    except (ValueError, TooManyAsked) as error:
        return await _form(request, topic=topic, address=address, error=str(error), status=_INVALID)
    except TopicUnknown as error:
        return await _form(request, topic="all", address=address, topic_error=str(error), status=_INVALID)
    return _shell(request).page(request, "notifier/asked.html", address=address)


@router.get("/u/{token}")
async def look(request: Request, token: str, _: Visitor, follower: ByFollower) -> Response:
    """Show what the link would do; mail scanners open links, so nothing is done yet."""
    deed, subscription, topic = await follower.look(token)
    return _shell(request).page(
        request, "notifier/link.html", deed=deed, state=subscription.state.value, topic=topic, token=token
    )


@router.post("/u/{token}")
async def do(request: Request, token: str, _: Visitor, follower: ByFollower) -> Response:
    """Confirm or stop, also from a mail program's own button (RFC 8058), without cookie or sign-in."""
    deed, _subscription, topic = await follower.follow_link(token)
    if (await request.form()).get("List-Unsubscribe") == _ONE_CLICK:
        return PlainTextResponse("ok")
    return _shell(request).page(request, "notifier/done.html", deed=deed, topic=topic, token=token)


async def _form(
    request: Request,
    *,
    topic: str,
    address: str = "",
    error: str | None = None,
    topic_error: str | None = None,
    status: int = 200,
) -> Response:
    topics: TopicQueries = request.app.state.topics
    return _shell(request).page(
        request,
        "notifier/follow.html",
        status=status,
        topics=[(each.id, each.name) for each in await topics.open_ones()],
        chosen=topic,
        address=address,
        error=error,
        topic_error=topic_error,
        bale=request.app.state.bale_start_url,
    )


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell
