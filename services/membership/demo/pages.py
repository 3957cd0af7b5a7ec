"""`/demo`: there only with demo data, and only for a browser on this very machine."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Annotated

from fastapi import Form, HTTPException, Request, Response

from services.membership.accounts.domain import PersonNotFound
from services.membership.accounts.queries import PersonQueries
from services.membership.demo.scenes import CITIZEN, SCENES, Scene
from services.membership.posts.domain import Post
from services.membership.posts.queries import PostQueries
from services.membership.sign_ins.pages import origin_of, welcome
from services.membership.sign_ins.reception import Reception
from shared.web.identity import Visitor, refuse_other_sites
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.shell import Shell

router = page_router("/demo")

_OFFICE_OF_THE_STORY = "water"


@router.get("")
async def roles(request: Request, _: Visitor) -> Response:
    _only_here(request)
    people: PersonQueries = request.app.state.person_queries
    players = {scene.role: await _player(request, scene) for scene in SCENES}
    names = await people.names({player for player in players.values() if player})
    shell: Shell = request.app.state.shell
    cards = [(scene, names[player]) for scene in SCENES if (player := players[scene.role])]
    return shell.page(request, "membership/demo.html", cards=cards, citizen=CITIZEN)


@router.post("", dependencies=[EVERYBODY])
async def play(request: Request, role: Annotated[str, Form(max_length=40)]) -> Response:
    _only_here(request)
    refuse_other_sites(request)
    scene = next((scene for scene in SCENES if scene.role == role), None)
    player = await _player(request, scene) if scene else None
    if scene is None or player is None:
        raise PersonNotFound("در داده‌های نمونه کسی این نقش را ندارد.")
    reception: Reception = request.app.state.reception
    return welcome(request, await reception.sign_in_as(player, origin=origin_of(request)), scene.begins_at)


def _only_here(request: Request) -> None:
    host = request.client.host if request.client else ""
    if not request.app.state.settings.demo or not _is_loopback(host):
        raise HTTPException(404)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def _player(request: Request, scene: Scene) -> str | None:
    posts: PostQueries = request.app.state.post_queries
    return _first(await posts.filled(scene.role))


def _first(posts: Sequence[Post]) -> str | None:
    ranked = sorted(posts, key=lambda post: (post.office_id != _OFFICE_OF_THE_STORY, post.id))
    holders = (post.holder.person_id for post in ranked if post.holder)
    return next(holders, None)
