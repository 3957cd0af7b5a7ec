"""What a bot may ask: `/bot<token>/<method>`, answers and errors in the shapes of the real interface."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from deploy.local.bale_peer.chats import BOT, Chat, Chats, as_message

LONGEST_TEXT = 4096


class Refused(Exception):
    """The request fails in the way of the interface."""

    def __init__(self, error_code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.error_code, self.description, self.retry_after = error_code, description, retry_after


class Failure(BaseModel):
    """One error answer; without `retry_after` it has no `parameters` at all, as the real one often has not."""

    model_config = ConfigDict(extra="forbid")

    error_code: int
    description: str
    retry_after: int | None = None


class Behaviour(BaseModel):
    """What goes wrong from now on when the bot writes, always or the next `times`. Nothing by default.

    `http_status` answers with a gateway's HTML page; the last three post the message first.
    """

    model_config = ConfigDict(extra="forbid")

    error: Failure | None = None
    chats: dict[int, Failure] = Field(default_factory=dict)
    http_status: int | None = None
    hang_after_post: bool = False
    garbage_after_post: bool = False
    http_status_after_post: int | None = None
    times: int | None = Field(default=None, ge=1)


class BotInterface:
    """One bot's interface."""

    def __init__(self, chats: Chats, *, token: str) -> None:
        self.behaviour = Behaviour()
        self.chats = chats
        self.token = token
        self.webhook = ""
        self.closing = asyncio.Event()
        self._methods = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "sendmessage": self._send_message,
            "editmessagetext": self._edit_message_text,
            "deletemessage": self._delete_message,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._set_webhook,
        }

    def add_to(self, app: FastAPI) -> None:
        @app.api_route("/bot{token}/{method}", methods=["GET", "POST"], include_in_schema=False)
        async def call(token: str, method: str, request: Request) -> Response:
            try:
                return await self._answer(token, method.lower(), request)
            except Refused as refused:
                return _error(refused)

    async def tell(self, update: Mapping[str, Any]) -> None:
        """Push an update to the webhook, when one is set."""
        if self.webhook:
            async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
                await http.post(self.webhook, json=dict(update))

    async def _answer(self, token: str, method: str, request: Request) -> Response:
        if token != self.token:
            raise Refused(401, "Unauthorized")
        if method not in self._methods:
            raise Refused(404, "Not Found: method not found")
        return await self._methods[method](await _asked(request))

    async def _get_me(self, _asked: Mapping[str, Any]) -> Response:
        return _ok(BOT)

    async def _get_updates(self, asked: Mapping[str, Any]) -> Response:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        wait = min(_number(asked, "timeout", 0), 50)
        limit = min(max(_number(asked, "limit", 100), 1), 100)
        return _ok(await self.chats.updates(_number(asked, "offset", 0), limit=limit, wait=wait))

    async def _send_message(self, asked: Mapping[str, Any]) -> Response:
        behaviour = self._behaviour_towards(_number(asked, "chat_id", 0))
        if behaviour.http_status:
            return _gateway_page(behaviour.http_status)
        chat = self._reachable(asked)
        answers = _number(asked, "reply_to_message_id", 0) or None
        if answers and not any(post.id == answers for post in chat.posts):
            raise Refused(400, "Bad Request: message to be replied not found")
        post = await self.chats.bot_writes(chat.id, _text(asked), answers=answers)
        if behaviour.hang_after_post:
            await self.closing.wait()
        if behaviour.garbage_after_post:
            return Response("{", media_type="application/json")
        if behaviour.http_status_after_post:
            return _gateway_page(behaviour.http_status_after_post)
        return _ok(as_message(chat, post))

    async def _edit_message_text(self, asked: Mapping[str, Any]) -> Response:
        chat = self._reachable(asked)
        post = self.chats.edit(chat.id, _number(asked, "message_id", 0), _text(asked))
        if not post:
            raise Refused(400, "Bad Request: message not found")
        return _ok(as_message(chat, post))

    async def _delete_message(self, asked: Mapping[str, Any]) -> Response:
        if not self.chats.delete(self._reachable(asked).id, _number(asked, "message_id", 0)):
            raise Refused(400, "Bad Request: message not found")
        return _ok(True)

    async def _set_webhook(self, asked: Mapping[str, Any]) -> Response:
        self.webhook = str(asked.get("url") or "")
        return _ok(True)

    def _reachable(self, asked: Mapping[str, Any]) -> Chat:
        chat = self.chats.get(_number(asked, "chat_id", 0))
        if not chat or not chat.started:
            raise Refused(400, "Bad Request: no such group or user")
        if chat.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _behaviour_towards(self, chat_id: int) -> Behaviour:
        """Return what shows now, and count it.

        Raises:
            Refused: an error was asked for.
        """
        now = self.behaviour
        failure = now.chats.get(chat_id) or now.error
        if now.times is not None and (failure or not now.chats):
            self.behaviour = now.model_copy(update={"times": now.times - 1}) if now.times > 1 else Behaviour()
        if failure:
            raise Refused(failure.error_code, failure.description, failure.retry_after)
        return now


async def _asked(request: Request) -> dict[str, Any]:
    asked: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        try:
            body = await request.json()
        except ValueError as error:
            raise Refused(400, "Bad Request: can't parse JSON") from error
        return asked | (body if isinstance(body, dict) else {})
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form() as form:
            return asked | dict(form)
    return asked


def _number(asked: Mapping[str, Any], name: str, otherwise: int) -> int:
    try:
        return int(asked.get(name, otherwise))
    except (TypeError, ValueError) as error:
        raise Refused(400, f"Bad Request: {name} is invalid") from error


def _text(asked: Mapping[str, Any]) -> str:
    text = str(asked.get("text") or "")
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) > 2 * LONGEST_TEXT:
        raise Refused(400, "Bad Request: message is too long")
    return text


def _ok(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _gateway_page(status: int) -> Response:
    return Response("<html><body>Bad Gateway</body></html>", status, media_type="text/html")


def _error(refused: Refused) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": refused.error_code, "description": refused.description}
    if refused.retry_after is not None:
        body["parameters"] = {"retry_after": refused.retry_after}
    return JSONResponse(body, refused.error_code)
