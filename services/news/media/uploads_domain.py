"""An upload in parts, by tus 1.0: what has arrived, and what comes next."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

VERSION: Final = "1.0.0"
MOST_METADATA: Final = 8 * 1024
PIECE: Final = 1024 * 1024
"""Bytes that are stored at a time; what is cut off in between is sent again."""


class UploadNotFound(Exception):
    """There is no such upload, or it is somebody else's, or its day is over."""


class WrongOffset(Exception):
    """A part does not begin where the last one ended; the sender asks where that is, and goes on."""


@dataclass(slots=True)
class Upload:
    """A file on its way."""

    id: str
    """It becomes the id of the file in the library."""
    by: str
    length: int
    """In bytes, as its sender declared."""
    expire_at: datetime
    metadata: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0
    """In bytes: all before it has arrived."""

    @property
    def is_complete(self) -> bool:
        """Whether all of it has arrived."""
        return self.offset == self.length


def read_metadata(header: str) -> Mapping[str, str]:
    """Return what `Upload-Metadata` says: names with values in base64. What cannot be read is left out."""
    found: dict[str, str] = {}
    for pair in header[:MOST_METADATA].split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    found.pop("", None)
    return found
