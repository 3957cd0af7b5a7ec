"""The format of a backup before it is encrypted: a tar of small members, compressed by gzip.

    ravabet-backup.json               version of the format, release, cluster time
    broker.json                       what the broker's management interface gives as definitions
    news/collections.json             of each collection its options and indexes, as MongoDB's extended JSON
    news/articles/00000000.bson       documents, some megabytes in each member
    files/mail.env                    files of a folder, if one was named
    whole.json                        counts and checksums of each collection

`age --decrypt -i IDENTITY FILE | tar --extract --gzip` and `bsondump` read it without us.
"""

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote
from zlib import error as ZlibError  # noqa: N812 - it is a class

from deploy.backup.contents import Key
from deploy.backup.trouble import Trouble

HEAD = "ravabet-backup.json"
BROKER = "broker.json"
COLLECTIONS = "collections.json"
WHOLE = "whole.json"
FILES = "files"

_LEVEL = 3
"""Of gzip: the text of events becomes a fifth, and a higher level takes twice the time for a tenth less."""


class Packing:
    """Writes members, one after the other."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._number = 0

    def add(self, name: str, content: bytes) -> None:
        """Add a member with this content."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))
        _forget(self._tar)

    def add_json(self, name: str, content: Any) -> None:
        self.add(name, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def add_documents(self, key: Key, documents: bytes) -> None:
        """Add documents of a collection, each in BSON."""
        service, name = key
        self.add(f"{service}/{quote(name, safe='')}/{self._number:08}.bson", documents)
        self._number += 1

    def add_folder(self, folder: Path) -> int:
        """Add the files of a folder and of those in it, and return how many."""
        added = 0
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink():
                self._tar.add(file, f"{FILES}/{file.relative_to(folder)}", recursive=False)
                _forget(self._tar)
                added += 1
        return added


@contextmanager
def packing(stream: BinaryIO) -> Iterator[Packing]:
    """Give what writes members into a stream."""
    with (
        gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=_LEVEL, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield Packing(tar)


def _forget(tar: tarfile.TarFile) -> None:
    """Let the library not remember the members so far, which would be many for a large backup."""
    tar.members = []  # type: ignore[attr-defined]  # an attribute for twenty years that typeshed does not have


@dataclass(frozen=True, slots=True)
class Member:
    """A member, whose content can be read until the next one is asked for."""

    name: str
    _tar: tarfile.TarFile
    _info: tarfile.TarInfo

    @property
    def key(self) -> Key | None:
        """The collection whose documents it holds, if it does."""
        service, _, rest = self.name.partition("/")
        name, _, file = rest.partition("/")
        return (service, unquote(name)) if service != FILES and file.endswith(".bson") else None

    @property
    def service(self) -> str | None:
        """The service whose collections it describes, if it does."""
        service, _, rest = self.name.partition("/")
        return service if service != FILES and rest == COLLECTIONS else None

    @property
    def is_file(self) -> bool:
        """Whether it is a file of the folder that was added."""
        return self.name.startswith(f"{FILES}/")

    def content(self) -> bytes:
        found = self._tar.extractfile(self._info)
        if found is None:
            raise Trouble(f"The file was altered: {self.name} has no content")
        return found.read()

    def json(self) -> Any:
        return json.loads(self.content())

    def extract(self, folder: Path) -> None:
        """Write it into a folder, with its rights; it cannot lead out of the folder."""
        self._info.name = self.name.removeprefix(f"{FILES}/")
        self._tar.extract(self._info, folder, filter="data")


def members(stream: BinaryIO) -> Iterator[Member]:
    """Return the members in their order. Raises Trouble when the stream is none of ours, or ends too early."""
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            while (info := tar.next()) is not None:
                _forget(tar)
                yield Member(info.name, tar, info)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, ZlibError) as error:
        raise Trouble("The file was cut short or altered: it is no whole backup") from error
