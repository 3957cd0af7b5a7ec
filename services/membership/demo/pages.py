"""`/demo` answers only to a browser on this very machine."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Annotated

from fastapi import Form, HTTPException, Request, Response

from services.membership.accounts.domain import PersonNotFound
from services.membership.accounts.queries import PersonQueries
from services.membership.demo.domain import CITIZEN, SCENES, Scene
from services.membership.posts.domain import Post
from services.membership.posts.queries import PostQueries
from services.membership.sign_ins.door_api import From, Receiving
from services.membership.sign_ins.door_pages import Onwards, welcome
from shared.web.client import client_address
from shared.web.identity import Visitor
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage

router = page_router("/demo")

People = Annotated[PersonQueries, part(PersonQueries)]
Posts = Annotated[PostQueries, part(PostQueries)]

_OFFICE_OF_THE_STORY = "water"


@router.get("")
async def roles(page: OnPage, _: Visitor, people: People, posts: Posts) -> Response:
    _only_here(page.request)
    players = {scene.role: await _player(posts, scene) for scene in SCENES}
    names = await people.names({player for player in players.values() if player})
    cards = [(scene, names[player]) for scene in SCENES if (player := players[scene.role])]
    return page.show("membership/demo.html", cards=cards, citizen=CITIZEN)


@router.post("", dependencies=[EVERYBODY])
async def play(
    page: OnPage, role: Annotated[str, Form(max_length=40)], posts: Posts, reception: Receiving, origin: From
) -> Response:
    _only_here(page.request)
    scene = next((scene for scene in SCENES if scene.role == role), None)
    player = await _player(posts, scene) if scene else None
    if scene is None or player is None:
        raise PersonNotFound("در داده‌های نمونه کسی این نقش را ندارد.")
    return welcome(page, await reception.sign_in_as(player, origin=origin), Onwards(next=scene.begins_at))


def _only_here(request: Request) -> None:
    address = client_address(request.scope)
    if not address or not ip_address(address).is_loopback:
        raise HTTPException(404)


async def _player(posts: PostQueries, scene: Scene) -> str | None:
    return _first(await posts.filled(scene.role))


def _first(posts: Sequence[Post]) -> str | None:
    ranked = sorted(posts, key=lambda post: (post.office_id != _OFFICE_OF_THE_STORY, post.id))
    holders = (post.holder.person_id for post in ranked if post.holder)
    return next(holders, None)
