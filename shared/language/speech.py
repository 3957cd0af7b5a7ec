"""The language in which people are answered: chosen for each request, Persian where nobody chose.

Sentences are written in Persian, and the Persian sentence is the name of the message: a catalogue holds what it is
called in another language, and what a catalogue lacks is said in Persian.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final, Literal

from markupsafe import Markup

_PERSIAN_LETTER = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages speak."""

    code: str
    direction: Literal["rtl", "ltr"]
    name: str
    """As its own readers call it."""


PERSIAN: Final = Language("fa", "rtl", "فارسی")
ENGLISH: Final = Language("en", "ltr", "English")
LANGUAGES: Final = {each.code: each for each in (PERSIAN, ENGLISH)}


class Catalogues:
    """What messages are called in other languages, read once from `<folder>/en/LC_MESSAGES/messages.mo`."""

    def __init__(self, *folders: Path) -> None:
        self._of = {code: _read(code, folders) for code in LANGUAGES}

    def of(self, language: Language) -> NullTranslations:
        """The catalogue of one language; the earlier folder wins."""
        return self._of[language.code]


@dataclass(frozen=True, slots=True)
class _Speech:
    language: Language
    words: NullTranslations


_speech: ContextVar[_Speech] = ContextVar("speech", default=_Speech(PERSIAN, NullTranslations()))  # noqa: B039 - frozen


def current_language() -> Language:
    """The language of what is answered now."""
    return _speech.get().language


def gettext(message: str, /, **values: object) -> str:
    """The message in the language of what is answered now, with its values. Imported as `_`, gettext's own name."""
    said = _speech.get().words.gettext(message) if message else message
    return said % {name: fenced(value) for name, value in values.items()} if values else said


def fenced(value: object) -> object:
    """A value as it may stand in a sentence: a Persian name would draw the words behind it to its own side."""
    if current_language() is PERSIAN or not _PERSIAN_LETTER.search(str(value)):
        return value
    return Markup("\u2068{}\u2069").format(value) if isinstance(value, Markup) else f"\u2068{value}\u2069"


@contextmanager
def speaking(language: Language, catalogues: Catalogues) -> Iterator[None]:
    """Let everything inside be said in this language."""
    token = _speech.set(_Speech(language, catalogues.of(language)))
    try:
        yield
    finally:
        _speech.reset(token)


def _read(code: str, folders: tuple[Path, ...]) -> NullTranslations:
    found = NullTranslations()
    for folder in reversed(folders):
        path = folder / code / "LC_MESSAGES" / "messages.mo"
        if path.exists():
            with path.open("rb") as file:
                own = GNUTranslations(file)
            own.add_fallback(found)
            found = own
    return found
