"""What people wrote, as it is shown: digits as the reader's language writes them, and addresses as links.

Only the look changes; what is kept stays as it was typed.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from markupsafe import Markup, escape

from shared.language.shown import digits

_ADDRESS = re.compile(r"(?:https?://|(?<![\w.@-])www\.)[^\s<>«»\"]+", re.IGNORECASE)
_ENDS_NO_ADDRESS: Final = ".,،؛:;!؟?'’”]}…\u2069"
_RUN = re.compile("[^\\s\u0600-\u06ff«»]+")
_LATIN_LETTER = re.compile("[A-Za-z_]|<3")
_MACHINE = re.compile(r"\d+(?:\.\d+){2,}")
"""The address of a machine, or the number of a version."""
_TAG = re.compile(r'(<(?:"[^"]*"|[^">])*>)')


def in_readers_digits(text: str) -> str:
    """The text with all digits in one script, except in addresses, codes and Latin words ("ISO 9001")."""
    return "".join(piece if is_address else _with_digits(piece) for piece, is_address in _pieces(text))


def with_links(text: str) -> Markup:
    """The same as HTML, with each address as a link that is read from left to right."""
    return Markup().join(
        _link(piece) if is_address else escape(_with_digits(piece)) for piece, is_address in _pieces(text)
    )


def html_with_links(html: Markup) -> Markup:
    """The same for HTML that is safe already. Links in it are not followed by search engines."""
    shown, is_in_link = [], False
    for place, piece in enumerate(_TAG.split(html)):
        if place % 2:
            is_in_link = piece.startswith("<a ") or (is_in_link and piece != "</a>")
            shown.append(piece.replace('rel="noopener', 'dir="auto" rel="nofollow noopener'))
        else:
            said = unescape(piece)
            shown.append(str(escape(in_readers_digits(said)) if is_in_link else with_links(said)))
    return Markup("".join(shown))  # noqa: S704 - the tags were safe, and the text between them is escaped


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Return the text in pieces, and of each whether it is an address."""
    place = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_ENDS_NO_ADDRESS)
        too_many = address.count(")") - address.count("(")
        while address.endswith(")") and too_many > 0:
            without = address.rstrip(")")
            end = len(address) - min(too_many, len(address) - len(without))
            too_many -= len(address) - end
            address = address[:end].rstrip(_ENDS_NO_ADDRESS)
        yield text[place : found.start()], False
        yield address, True
        place = found.start() + len(address)
    yield text[place:], False


def _link(address: str) -> Markup:
    target = address if "://" in address else f"https://{address}"
    return Markup('<a class="address" href="{}" dir="ltr" rel="nofollow noopener">{}</a>').format(target, address)


def _with_digits(text: str) -> str:
    """Numbers behind a Latin word belong to it."""
    shown, place, behind_latin = [], 0, -1
    for found in _RUN.finditer(text):
        run, start = found[0], found.start()
        is_latin = _LATIN_LETTER.search(run) or _MACHINE.fullmatch(run) or text[behind_latin:start] == " "
        shown += [digits(text[place:start]), run if is_latin else digits(run)]
        place = found.end()
        behind_latin = place if is_latin else -1
    return "".join([*shown, digits(text[place:])])
