"""A catalogue as text for translators, sorted and without dates."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import normalize, read_po

_GAP = re.compile(r"%\(\w+\)s|\{\w+\}")
_MARKUP = re.compile(r'[<>&"]')
_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: en\\n"\n'


def read(source: Path) -> dict[str, str]:
    """What each message is called; empty where nobody translated it yet."""
    if not source.exists():
        return {}
    with source.open("rb") as file:
        return _said(read_po(file, locale="en"))


def text_of(kept: Mapping[str, str], messages: Collection[str]) -> str:
    """The catalogue of these messages: new ones empty, old ones gone."""
    entries = (f"\nmsgid {_quoted(each)}\nmsgstr {_quoted(kept.get(each, ''))}\n" for each in sorted(messages))
    return _HEAD + "".join(entries)


def misfits(kept: Mapping[str, str]) -> Iterator[str]:
    """Messages whose translation would break a page: its gaps are others, or it holds markup, which is not escaped."""
    for message, said in kept.items():
        has_other_gaps = said and sorted(_GAP.findall(message)) != sorted(_GAP.findall(said))
        if has_other_gaps or _MARKUP.search(message + said):
            yield message


def _said(catalog: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalog if message.id}


def _quoted(text: str) -> str:
    return normalize(text, width=0)
