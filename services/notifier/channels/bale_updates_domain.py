"""What people write to the bot in Bale, and what they mean by it."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Start(NamedTuple):
    """They opened the bot; `payload` comes from the link that they followed, such as `office_12`."""

    payload: str | None


class Stop(NamedTuple):
    """They want no more messages."""


class Said(NamedTuple):
    """Anything else."""

    text: str


Wish = Start | Stop | Said


class Update(NamedTuple):
    """One message of a person to the bot. Ids grow, and the next messages are asked for from `id + 1` on."""

    id: int
    chat_id: str
    text: str

    @property
    def wish(self) -> Wish:
        """What the person wants."""
        word, _, rest = self.text.strip().partition(" ")
        command = word.lower().partition("@")[0]
        if command == "/start":
            return Start(rest.strip() or None)
        if command == "/stop" or self.text.strip().strip("«»\"'.!").strip() in _STOP_WORDS:
            return Stop()
        return Said(self.text)


def update_of(raw: Mapping[str, Any]) -> Update:
    """Read one entry of getUpdates. One that is no text message has an empty text and chat, but an id like all."""
    message = raw.get("message")
    if not isinstance(message, Mapping) or not isinstance(message.get("chat"), Mapping):
        return Update(int(raw["update_id"]), "", "")
    return Update(int(raw["update_id"]), str(message["chat"].get("id", "")), str(message.get("text") or ""))


_STOP_WORDS = {"لغو", "لغو همه", "لغو دنبال کردن", "توقف", "stop"}
