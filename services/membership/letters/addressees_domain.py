"""Whom a letter to many goes to: people of the directory, and others who are typed line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.membership.accounts.words_domain import HONORIFICS
from services.membership.letters.wording_domain import tidy
from shared.language.shown import digits
from shared.language.speech import gettext as _

_LONGEST: Final = 120
_COMMAS: Final = str.maketrans(",؛;", "،،،")


class WrongAddressees(Exception):
    """A line that names nobody; nobody, or too many, to whom a letter is to go. The message is a Persian sentence."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One of those to whom a letter goes, by the names of the day on which it was written."""

    name: str
    addressed: str
    """With the honorific."""
    post: str = ""
    """The line under the name: post and office."""
    person_id: str = ""
    """Empty for somebody who is not in the directory."""
    office_names: tuple[str, ...] = ()


def outsiders(text: str) -> Sequence[Addressee]:
    """Read one addressee from each line: «جناب آقای علی رضایی، مدیر کتابخانه». Raises WrongAddressees."""
    lines = [(number, tidy(line)) for number, line in enumerate(text.splitlines(), 1)]
    return [_outsider(number, line) for number, line in lines if line]


def without_doubles(found: Sequence[Addressee], *, most: int, refused: int = 0) -> Sequence[Addressee]:
    """Each addressee once. `refused` are those who were asked for, too, but cannot be addressed.

    Raises WrongAddressees for nobody at all, or for more than so many.
    """
    once = {each.person_id or (each.addressed, each.post): each for each in found}
    if not once and not refused:
        raise WrongAddressees("حداقل یک گیرنده انتخاب کنید یا نام او را بنویسید.")
    if len(once) + refused > most:
        raise WrongAddressees(_("حداکثر %(most)s گیرنده در یک بار پذیرفته می‌شود.", most=digits(most)))
    return list(once.values())


def _outsider(number: int, line: str) -> Addressee:
    addressed, _comma, post = (part.strip() for part in line.translate(_COMMAS).partition("،"))
    # The longest one that fits: «جناب آقای دکتر» begins with another honorific.
    honorific = max((each for each in HONORIFICS if addressed.startswith(f"{each} ")), key=len, default="")
    if not honorific:
        raise WrongAddressees(
            _(
                "سطر %(number)s: نام را با عنوان آغاز کنید، مانند «جناب آقای علی رضایی، مدیر کتابخانه».",
                number=digits(number),
            )
        )
    if max(len(addressed), len(post)) > _LONGEST:
        raise WrongAddressees(_("سطر %(number)s: نام یا سمت برای نامه بلند است.", number=digits(number)))
    return Addressee(addressed.removeprefix(honorific).strip(), addressed, post)
