"""What the sentences of all letters are made of."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from services.membership.offices.domain import Office
from services.membership.posts.domain import Post
from shared.persian.jalali import date_with_year
from shared.persian.text import for_keeping

Text = TypeVar("Text", str, tuple[str, ...])


def term(valid_from: date, valid_until: date | None) -> str:
    """«از تاریخ ۱ شهریور ۱۴۰۵ تا ۳۱ مرداد ۱۴۰۷»."""
    begins = f"از تاریخ {dated(valid_from)}"
    return f"{begins} تا {dated(valid_until)}" if valid_until else begins


def dated(day: date | datetime) -> str:
    """«۱ شهریور ۱۴۰۵»; an instant is taken in Tehran."""
    return date_with_year(day)


def listed(things: Sequence[str]) -> str:
    """«الف، ب و ج»."""
    return " و ".join(["، ".join(things[:-1]), things[-1]]) if len(things) > 1 else "".join(things)


def post_line(offices: Sequence[Office], posts: Sequence[Post]) -> str:
    """«مدیر محترم روابط عمومی اداره آب»: what stands under the name of the addressee."""
    names = listed([office.name for office in offices])
    held = {post.role: post for post in posts if post.office_id in {office.id for office in offices}}
    if manager := held.get("pr_manager"):
        is_acting = manager.holder is not None and manager.holder.acting
        return f"{'سرپرست' if is_acting else 'مدیر'} محترم روابط عمومی {names}"
    return f"ریاست محترم {names}" if "head_of_office" in held else names


def tidy(text: Text) -> Text:
    """A line, or several, as they are kept."""
    if isinstance(text, str):
        return " ".join(for_keeping(text).split())
    return tuple(tidy(each) for each in text)


def filled(text: str, **words: str) -> str:
    """The text with its `{gaps}` filled."""
    # The texts are data, and str.format would let them reach into Python objects.
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text
