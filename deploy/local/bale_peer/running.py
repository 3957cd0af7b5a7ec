"""The Bale peer as something that can be started: by its program, or inside a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.bale_peer.chats import Chats
from deploy.local.bale_peer.interface import Behaviour, BotInterface
from deploy.local.bale_peer.web import ROOT, create_app
from deploy.local.peer.serving import LOOPBACK, serving


@dataclass(frozen=True, slots=True)
class BalePeer:
    """A running Bale peer."""

    chats: Chats
    bot: BotInterface
    http_port: int

    @property
    def base_url(self) -> str:
        return f"http://{LOOPBACK}:{self.http_port}"

    @property
    def page_url(self) -> str:
        return f"{self.base_url}{ROOT}/"

    def behave(self, behaviour: Behaviour) -> None:
        """Fail like this from now on."""
        self.bot.behaviour = behaviour


@asynccontextmanager
async def running_bale_peer(*, token: str, http_port: int = 0, store: Path | None = None) -> AsyncIterator[BalePeer]:
    """Run it on 127.0.0.1; port 0 takes a free one."""
    chats = Chats(store)
    bot = BotInterface(chats, token=token)
    async with serving(create_app(chats, bot), http_port) as port:
        try:
            yield BalePeer(chats, bot, port)
        finally:
            bot.closing.set()
            await chats.close()
