"""What stands in a backup, as the file itself says it at its beginning and at its end."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bson.timestamp import Timestamp

from deploy.backup.trouble import Trouble

FORMAT = 1
"""The version of the format. A file of a later one is refused."""

_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Head:
    """What the file begins with."""

    release: str
    revision: str
    cluster_time: Timestamp
    """The moment at which all databases were read."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Where the files of services are that are not in the backup: the address of the bucket, by the service."""

    @property
    def at(self) -> datetime:
        """The same moment, to the second."""
        return datetime.fromtimestamp(self.cluster_time.time, UTC)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "release": self.release,
            "revision": self.revision,
            "cluster_time": [self.cluster_time.time, self.cluster_time.inc],
            "at": self.at.isoformat(),
            "files_elsewhere": dict(self.elsewhere),
        }

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Head":
        """Raises Trouble when the file has a format that this release does not know."""
        if said["format"] > FORMAT:
            raise Trouble(
                f"The backup has the format {said['format']}, this release reads up to {FORMAT}: "
                f"take release {said['release']} or a later one"
            )
        elsewhere = said.get("files_elsewhere", {})
        return cls(said["release"], said["revision"], Timestamp(*said["cluster_time"]), elsewhere)

    def is_later_than(self, release: str) -> bool:
        """Whether the backup was made by a later release than this one, which may not know its documents."""
        return _numbers(self.release) > _numbers(release)


Key = tuple[str, str]
"""A service, and the name of one of its collections."""


class Tally:
    """Counts and checksums of the documents of each collection, in the order in which they are written or read."""

    def __init__(self) -> None:
        self._documents: dict[Key, int] = {}
        self._bytes: dict[Key, int] = {}
        self._hashes: dict[Key, Any] = {}

    def begin(self, key: Key) -> None:
        """Know of a collection, even if it is empty."""
        self._documents[key] = self._bytes[key] = 0
        self._hashes[key] = hashlib.sha256()

    def add(self, key: Key, documents: bytes) -> int:
        """Add documents, each in BSON, and return how many they are."""
        number = sum(1 for _ in each_document(documents))
        self._documents[key] += number
        self._bytes[key] += len(documents)
        self._hashes[key].update(documents)
        return number

    @property
    def documents(self) -> int:
        return sum(self._documents.values())

    @property
    def bytes(self) -> int:
        return sum(self._bytes.values())

    def of(self, key: Key) -> int:
        """Return how many documents a collection has."""
        return self._documents[key]

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "service": service,
                "collection": name,
                "documents": number,
                "bytes": self._bytes[service, name],
                "sha256": self._hashes[service, name].hexdigest(),
            }
            for (service, name), number in self._documents.items()
        ]


def each_document(documents: bytes) -> Iterator[memoryview]:
    """Return the documents one by one, each still in BSON, which begins with its length."""
    view, place = memoryview(documents), 0
    while place < len(view):
        length = int.from_bytes(view[place : place + _LENGTH_BYTES], "little")
        if length <= _LENGTH_BYTES or place + length > len(view):
            raise Trouble("The file was altered: one of its documents has a wrong length")
        yield view[place : place + length]
        place += length


def _numbers(release: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", release)]
