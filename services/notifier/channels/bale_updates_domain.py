"""What people write to the bot in Bale, and what they mean by it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.persian.text import for_finding, for_keeping


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
        word, _, rest = for_keeping(self.text).partition(" ")
        command = word.lower().partition("@")[0]
        if command == "/start":
            return Start(rest.strip() or None)
        is_command = command.startswith("/") and _plainly(command) in _STOPS
        return Stop() if is_command or _plainly(self.text) in _STOPS else Said(self.text)


def update_of(raw: Mapping[str, Any]) -> Update:
    """Read one entry of getUpdates. One that is no text message has an empty text and chat, but an id like all."""
    message = raw.get("message")
    if not isinstance(message, Mapping) or not isinstance(message.get("chat"), Mapping):
        return Update(int(raw["update_id"]), "", "")
    return Update(int(raw["update_id"]), str(message["chat"].get("id", "")), str(message.get("text") or ""))


def _plainly(text: str) -> str:
    """The words of a text, without signs, courtesies and the differences between spellings."""
    return " ".join(word for word in for_finding(text).split() if word not in _COURTESIES)


_COURTESIES = frozenset(for_finding("لطفا لطفاً خواهشمندم دیگر دیگه را رو please").split())
# A question that begins with one of these words is no wish to stop, so the whole text has to say it.
_STOPS = frozenset(
    _plainly(each)
    for each in """
    لغو؛ لغو همه؛ لغو کن؛ لغو کنید؛ لغو شود؛ لغو دنبال کردن؛ لغو عضویت؛ لغو اشتراک؛ لغو پیام؛ لغو پیام‌ها؛ لغو خبر؛
    لغو خبرها؛ لغو11؛ لغو 11؛ 11؛ توقف؛ توقف همه؛ متوقف؛ متوقف کن؛ متوقف کنید؛ متوقف شود؛
    انصراف؛ انصراف می‌دهم؛ انصراف از دنبال کردن؛ انصراف از عضویت؛ پایان؛ پایان همه؛ پایان دنبال کردن؛
    بس؛ بسه؛ کافی است؛ کافیه؛ تمام؛ قطع؛ قطع کن؛ قطع کنید؛ خروج؛ حذف؛ حذف عضویت؛ حذف اشتراک؛
    نفرست؛ نفرستید؛ پیام نفرست؛ پیام نفرستید؛ خبر نفرستید؛ نمی‌خواهم؛ نمی‌خوام؛ دنبال نمی‌کنم؛ دنبال نکن؛
    stop; stop all; stopall; unsubscribe; unfollow; cancel; end; quit; off; remove
    """.replace(";", "؛").split("؛")
)
