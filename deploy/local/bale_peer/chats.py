"""The chats of one bot, from both sides."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from deploy.local.peer.journal import Journal

KEPT_UPDATES = 2_000


@dataclass(slots=True)
class Post:
    """One message in a chat."""

    id: int
    at: datetime
    by: Literal["bot", "person"]
    text: str
    answers: int | None = None
    """The number of the message that this one answers."""


@dataclass(slots=True)
class Chat:
    """A person and the bot. The bot may write only after the person pressed start, and not once it is blocked."""

    id: int
    name: str
    started: bool = False
    blocked: bool = False
    posts: list[Post] = field(default_factory=list)


class Chats:
    """All chats, and the updates that the bot has not fetched yet; with a folder they survive a restart."""

    def __init__(self, folder: Path | None = None) -> None:
        self.closing = False
        self._chats: dict[int, Chat] = {}
        self._updates: deque[dict[str, Any]] = deque(maxlen=KEPT_UPDATES)
        self._last_id = 0
        self._journal = Journal(folder, "chats")
        for record in self._journal:
            self._replay(record)
        self._news = asyncio.Condition()

    def __iter__(self) -> Iterator[Chat]:
        """Return chats, the one with the newest message first."""
        return iter(sorted(self._chats.values(), key=lambda chat: -(chat.posts[-1].id if chat.posts else 0)))

    def get(self, chat_id: int) -> Chat | None:
        return self._chats.get(chat_id)

    async def person_writes(self, chat_id: int, text: str, *, name: str = "") -> dict[str, Any]:
        """Put the text into the chat, made when it is new, and return the update that the bot will read."""
        chat = self._chats.get(chat_id)
        self._record({"kind": "chat", "id": chat_id, "name": name or (chat.name if chat else f"شهروند {chat_id}")})
        self._record(self._numbered("person", chat_id, text))
        await self._tell()
        return self._updates[-1]

    async def bot_writes(self, chat_id: int, text: str, *, answers: int | None = None) -> Post:
        self._record(self._numbered("bot", chat_id, text) | {"answers": answers})
        await self._tell()
        return self._chats[chat_id].posts[-1]

    def edit(self, chat_id: int, post_id: int, text: str) -> Post | None:
        """Change a message of the bot; None when there is no such message."""
        post = self._post_of_bot(chat_id, post_id)
        if post:
            self._record({"kind": "edit", "chat": chat_id, "post": post_id, "text": text})
        return post

    def delete(self, chat_id: int, post_id: int) -> bool:
        """Take back a message of the bot."""
        found = self._post_of_bot(chat_id, post_id) is not None
        if found:
            self._record({"kind": "delete", "chat": chat_id, "post": post_id})
        return found

    def block(self, chat_id: int, *, blocked: bool) -> None:
        self._record({"kind": "block", "chat": chat_id, "blocked": blocked})

    async def updates(self, offset: int, *, limit: int, wait: float) -> list[dict[str, Any]]:
        """Forget what is before `offset` and return what follows, waiting for the first one."""
        if offset > 0 and self._updates and self._updates[0]["update_id"] < offset:
            self._record({"kind": "read", "offset": offset})
        try:
            async with asyncio.timeout(wait), self._news:
                await self._news.wait_for(lambda: bool(self._updates) or self.closing)
        except TimeoutError:
            pass
        return list(self._updates)[:limit]

    async def answered(self, chat_id: int, *, count: int, within: float = 30.0) -> list[Post]:
        """Return the bot's messages in a chat as soon as there are `count`.

        Raises:
            TimeoutError: there were not enough in time.
        """
        async with asyncio.timeout(within), self._news:
            await self._news.wait_for(lambda: len(self.by_bot(chat_id)) >= count)
        return self.by_bot(chat_id)

    def by_bot(self, chat_id: int) -> list[Post]:
        chat = self._chats.get(chat_id)
        return [post for post in chat.posts if post.by == "bot"] if chat else []

    async def close(self) -> None:
        """Let those go who wait for updates."""
        self.closing = True
        await self._tell()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _numbered(self, kind: str, chat_id: int, text: str) -> dict[str, Any]:
        at = datetime.now(UTC).isoformat()
        return {"kind": kind, "chat": chat_id, "id": self._last_id + 1, "at": at, "text": text}

    def _post_of_bot(self, chat_id: int, post_id: int) -> Post | None:
        return next((post for post in self.by_bot(chat_id) if post.id == post_id), None)

    def _record(self, record: dict[str, Any]) -> None:
        self._journal.append(record)
        self._replay(record)

    def _replay(self, record: dict[str, Any]) -> None:
        match record["kind"]:
            case "chat":
                self._chats.setdefault(record["id"], Chat(record["id"], "")).name = record["name"]
            case "read":
                while self._updates and self._updates[0]["update_id"] < record["offset"]:
                    self._updates.popleft()
            case _:
                self._replay_in(self._chats[record["chat"]], record)

    def _replay_in(self, chat: Chat, record: dict[str, Any]) -> None:
        match record["kind"]:
            case "edit":
                for post in chat.posts:
                    post.text = record["text"] if post.id == record["post"] else post.text
            case "delete":
                chat.posts = [post for post in chat.posts if post.id != record["post"]]
            case "block":
                chat.blocked = record["blocked"]
            case _:
                self._replay_post(chat, record)

    def _replay_post(self, chat: Chat, record: dict[str, Any]) -> None:
        post = Post(
            record["id"], datetime.fromisoformat(record["at"]), record["kind"], record["text"], record.get("answers")
        )
        chat.posts.append(post)
        self._last_id = post.id
        if post.by == "person":
            chat.started = chat.started or post.text.startswith("/start")
            self._updates.append({"update_id": post.id, "message": as_message(chat, post)})


def as_message(chat: Chat, post: Post) -> dict[str, Any]:
    """Return a message in the shape of the interface."""
    person = {"id": chat.id, "is_bot": False, "first_name": chat.name}
    return {
        "message_id": post.id,
        "from": person if post.by == "person" else BOT,
        "date": int(post.at.timestamp()),
        "chat": {"id": chat.id, "type": "private", "first_name": chat.name},
        "text": post.text,
    }


BOT = {"id": 1_405_000_001, "is_bot": True, "first_name": "روابط بهاردشت", "username": "ravabet_bot"}
