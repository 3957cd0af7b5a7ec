"""Text for Bale, whose clients read everything as Markdown: nothing that people wrote may turn into markup."""

import re

from services.notifier.channels.direction_domain import from_right
from services.notifier.channels.domain import Message

LONGEST = 4096


def as_post(message: Message) -> str:
    """Return subject, text, link and stop line. When they are longer than `LONGEST`, only the text is shortened."""
    head = from_right(literally(message.subject))
    tail = _tail(message)
    room = LONGEST - _units(head) - _units(tail) - 2 * _units(_GAP)
    if room < _LEAST_TEXT:
        head = shortened(head, LONGEST // 4)
        room = LONGEST - _units(head) - _units(tail) - 2 * _units(_GAP)
    text = shortened(from_right(literally(message.text)), room)
    return _GAP.join(part for part in (head, text, tail) if part)


def literally(text: str) -> str:
    """Return the text so that Bale finds no Markdown in it.

    Bale knows no escape sign. Its stars and underscores work only beside a space, so those inside a word stay
    (#آب_و_هوا), the others become signs that look like them; a bracketed link falls apart by a space.
    """
    calm = text.strip().replace("`", "'").replace("](", "] (")
    return _MARKUP.sub(lambda sign: "∗" if sign.group() == "*" else "＿", calm)


def shortened(text: str, room: int) -> str:
    """Return the text when it fits; otherwise as many whole words of it as do, and «…»."""
    if _units(text) <= room:
        return text
    start = text.encode("utf-16-le")[: 2 * max(room - 1, 0)].decode("utf-16-le", "ignore")
    whole_words = start.rpartition(" ")[0].rstrip() if " " in start else start
    return f"{whole_words}…"


def _tail(message: Message) -> str:
    lines = []
    if message.link:
        lines.append(f"{message.link_label}: {isolated(message.link)}")
    if message.stop_url:
        lines.append("برای لغو دنبال کردن، همین‌جا بنویسید: لغو")
    return "\n".join(lines)


def isolated(url: str) -> str:
    """Return a URL that neither Persian text around it turns about nor Markdown changes."""
    # Without the space, clients would take the closing mark for a part of the link.
    return f"\u2068{url.replace('_', '%5F').replace('*', '%2A')} \u2069"


def _units(text: str) -> int:
    """The length as messengers count it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


_MARKUP = re.compile(r"(?<!\w)[*_]|[*_](?!\w)|(?<=_)[*_]|[*_](?=_)")
_GAP = "\n\n"
_LEAST_TEXT = 256
