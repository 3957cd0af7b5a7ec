"""The language of an answer, chosen for each request, and the catalogues of messages; Persian is the default.

Sentences are written in Persian, and the Persian sentence is the message id. A catalogue holds the translations into
another language; a message without a translation is shown in Persian.
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
    """A language in which pages are shown."""

    code: str
    direction: Literal["rtl", "ltr"]
    name: str
    """The name of the language, in the language itself."""


PERSIAN: Final = Language("fa", "rtl", "فارسی")
ENGLISH: Final = Language("en", "ltr", "English")
LANGUAGES: Final = {each.code: each for each in (PERSIAN, ENGLISH)}


class Catalogues:
    """The translations of messages, read once from files such as `<folder>/en/LC_MESSAGES/messages.mo`."""

    def __init__(self, *folders: Path) -> None:
        self._of = {code: _read(code, folders) for code in LANGUAGES}

    def of(self, language: Language) -> NullTranslations:
        """Return the translations into one language; where two folders translate a message, the earlier folder wins."""
        return self._of[language.code]


@dataclass(frozen=True, slots=True)
class _Speech:
    language: Language
    words: NullTranslations


_speech: ContextVar[_Speech] = ContextVar("speech", default=_Speech(PERSIAN, NullTranslations()))  # noqa: B039 - frozen


def current_language() -> Language:
    """Return the language of the current answer."""
    return _speech.get().language


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the language of the current answer, with its values filled in.

    Modules import it as `_`, the usual name of gettext.
    """
    said = _speech.get().words.gettext(message) if message else message
    return said % {name: fenced(value) for name, value in values.items()} if values else said


def fenced(value: object) -> object:
    """Return a value that is safe to put into a sentence.

    In an English sentence a Persian name would change the order of the words that follow it, so it is put between marks
    that isolate its direction.
    """
    if current_language() is PERSIAN or not _PERSIAN_LETTER.search(str(value)):
        return value
    return Markup("\u2068{}\u2069").format(value) if isinstance(value, Markup) else f"\u2068{value}\u2069"


@contextmanager
def speaking(language: Language, catalogues: Catalogues) -> Iterator[None]:
    """Answer in this language inside the block."""
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
