"""Reads a backup through, from its first byte to its last, and checks it against what it says of itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

from bson import json_util
from pyrage import x25519

from deploy.backup.contents import Head, Key, Tally
from deploy.backup.parcel import BROKER, HEAD, WHOLE, Member, members
from deploy.backup.progress import Advance
from deploy.backup.sealing import opened
from deploy.backup.trouble import Trouble

Described = dict[str, list[dict[str, Any]]]
"""For each service its collections with options and indexes."""


@dataclass(slots=True)
class Found:
    """What a whole backup holds."""

    head: Head
    definitions: dict[str, Any]
    collections: Described
    tally: Tally
    files: int


def read_through(
    file: BufferedReader,
    identities: Sequence[x25519.Identity],
    *,
    documents: Callable[[Key, bytes], None] | None = None,
    extract: Callable[[Member], None] | None = None,
    advance: Advance = lambda _: None,
) -> Found:
    """Read a backup through; give the documents of each collection, and each file, to whoever wants them.

    Raises Trouble when the file was cut short or altered, or is of a format that this release does not know. What was
    given until then may be a part only, so first read it through without giving anything.
    """
    file.seek(0)
    with opened(file, identities) as stream:
        found = _Reading(documents, extract, advance)
        for member in members(stream):
            found.take(member)
        return found.end()


class _Reading:
    def __init__(
        self,
        documents: Callable[[Key, bytes], None] | None,
        extract: Callable[[Member], None] | None,
        advance: Advance,
    ) -> None:
        self._give = documents
        self._extract = extract
        self._advance = advance
        self._head: Head | None = None
        self._definitions: dict[str, Any] = {}
        self._collections: Described = {}
        self._tally = Tally()
        self._files = 0
        self._said: dict[str, Any] | None = None

    def take(self, member: Member) -> None:
        if self._head is None:
            self._head = _head(member)
        elif key := member.key:
            self._take_documents(key, member.content())
        elif service := member.service:
            self._take_collections(service, member.content())
        elif member.is_file:
            self._take_file(member)
        elif member.name == BROKER:
            self._definitions = member.json()
        elif member.name == WHOLE:
            self._said = member.json()

    def end(self) -> Found:
        if self._head is None or self._said is None:
            raise Trouble("The file was cut short: its end is missing")
        if self._said != {"collections": self._tally.as_json(), "files": self._files}:
            raise Trouble("The file was altered: its documents are not those that it had when it was made")
        return Found(self._head, self._definitions, self._collections, self._tally, self._files)

    def _take_documents(self, key: Key, content: bytes) -> None:
        self._tally.add(key, content)
        if self._give:
            self._give(key, content)
        self._advance(len(content))

    def _take_file(self, member: Member) -> None:
        self._files += 1
        if self._extract:
            self._extract(member)

    def _take_collections(self, service: str, content: bytes) -> None:
        self._collections[service] = json_util.loads(content, json_options=json_util.CANONICAL_JSON_OPTIONS)
        for each in self._collections[service]:
            self._tally.begin((service, each["name"]))


def _head(member: Member) -> Head:
    if member.name != HEAD:
        raise Trouble("The file is no backup of Ravabet")
    return Head.of(member.json())
