"""The page with the chats, where a person can write to the bot, and the same as JSON for scripts and tests."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Form, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from deploy.local.bale_peer.chats import Chats, Post
from deploy.local.bale_peer.interface import Behaviour, BotInterface
from deploy.local.peer.pages import Pages

ROOT = "/peers/bale"


class PersonWrites(BaseModel):
    """What a person types into the chat with the bot."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=4096)
    name: str = Field(default="", max_length=60)


def create_app(chats: Chats, bot: BotInterface) -> FastAPI:
    """Build the whole HTTP side: the bot's interface, the page, the JSON."""
    app = FastAPI(title="Bale peer", openapi_url=f"{ROOT}/api/openapi.json", docs_url=None, redoc_url=None)
    bot.add_to(app)
    _add_pages(app, chats)
    _add_forms(app, chats, bot)
    _add_api(app, chats, bot)
    return app


def _add_pages(app: FastAPI, chats: Chats) -> None:
    pages = Pages(Path(__file__).parent)

    @app.get("/", include_in_schema=False)
    @app.get(ROOT, include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse(f"{ROOT}/")

    @app.get(f"{ROOT}/", include_in_schema=False)
    async def all_chats(start: str = "") -> HTMLResponse:
        """Show the chats. A link to the bot names in `start` what somebody wants to follow, as Bale's own links do."""
        return pages.show("chats.html", root=ROOT, chats=list(chats), start=start)

    @app.get(f"{ROOT}/chats/{{chat_id}}", include_in_schema=False)
    async def chat(chat_id: int) -> HTMLResponse:
        found = chats.get(chat_id)
        return pages.show("chat.html", root=ROOT, chat=found, chat_id=chat_id, status=200 if found else 404)


def _add_forms(app: FastAPI, chats: Chats, bot: BotInterface) -> None:
    @app.post(f"{ROOT}/chats", include_in_schema=False)
    async def begin(name: Annotated[str, Form()] = "", text: Annotated[str, Form()] = "/start") -> RedirectResponse:
        chat_id = max((chat.id for chat in chats), default=_FIRST_PERSON) + 1
        await _write(chat_id, text.strip() or "/start", name.strip())
        return _to_chat(chat_id)

    @app.post(f"{ROOT}/chats/{{chat_id}}/messages", include_in_schema=False)
    async def write(chat_id: int, text: Annotated[str, Form()] = "") -> RedirectResponse:
        if text.strip() and chats.get(chat_id):
            await _write(chat_id, text.strip()[:4096], "")
        return _to_chat(chat_id)

    @app.post(f"{ROOT}/chats/{{chat_id}}/block", include_in_schema=False)
    async def block(chat_id: int, blocked: Annotated[bool, Form()]) -> RedirectResponse:
        if chats.get(chat_id):
            chats.block(chat_id, blocked=blocked)
        return _to_chat(chat_id)

    async def _write(chat_id: int, text: str, name: str) -> None:
        already = len(chats.by_bot(chat_id))
        await bot.tell(await chats.person_writes(chat_id, text, name=name))
        # The page that follows shows the bot's answer too, when it is quick.
        with suppress(TimeoutError):
            await chats.answered(chat_id, count=already + 1, within=_A_MOMENT)


def _add_api(app: FastAPI, chats: Chats, bot: BotInterface) -> None:
    @app.get(f"{ROOT}/api/messages")
    async def messages(
        chat_id: int | None = None,
        at_least: Annotated[int, Query(ge=0)] = 0,
        wait: Annotated[float, Query(ge=0, le=60)] = 0,
    ) -> dict[str, Any]:
        """Return what the bot wrote, newest first, to one chat or to all.

        With `chat_id`, `at_least` and `wait`, answers when that many are there, or the seconds are over.
        """
        if chat_id is not None and wait:
            with suppress(TimeoutError):
                await chats.answered(chat_id, count=at_least, within=wait)
        wanted = [chat.id for chat in chats] if chat_id is None else [chat_id]
        items = [_as_json(one, post) for one in wanted for post in chats.by_bot(one)]
        return {"items": sorted(items, key=lambda item: -item["message_id"]), "total": len(items)}

    @app.get(f"{ROOT}/api/chats")
    async def all_chats() -> dict[str, Any]:
        items = [{"id": chat.id, "name": chat.name, "started": chat.started, "blocked": chat.blocked} for chat in chats]
        return {"items": items, "total": len(items)}

    @app.post(f"{ROOT}/api/chats/{{chat_id}}/messages", status_code=201)
    async def write(chat_id: int, written: PersonWrites) -> dict[str, Any]:
        """Write to the bot as a person; the answer is the update it will read."""
        update = await chats.person_writes(chat_id, written.text, name=written.name)
        await bot.tell(update)
        return update

    @app.post(f"{ROOT}/api/chats/{{chat_id}}/block", status_code=204)
    async def block(chat_id: int) -> None:
        if not chats.get(chat_id):
            raise HTTPException(404)
        chats.block(chat_id, blocked=True)

    @app.post(f"{ROOT}/api/behaviour")
    async def behave(behaviour: Behaviour) -> Behaviour:
        """Fail like this from now on; an empty object ends it."""
        bot.behaviour = behaviour
        return behaviour


def _as_json(chat_id: int, post: Post) -> dict[str, Any]:
    return {"message_id": post.id, "chat_id": chat_id, "at": post.at.isoformat(), "text": post.text}


def _to_chat(chat_id: int) -> RedirectResponse:
    return RedirectResponse(f"{ROOT}/chats/{chat_id}#end", status_code=303)


_FIRST_PERSON = 1_000
_A_MOMENT = 1.5
