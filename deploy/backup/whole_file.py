"""A file that is there as a whole or not at all, and the older ones of its name."""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

TIME = "{time}"
"""What stands in a file's name for the time at which it is made."""

_DRAFT = ".ravabet-draft"


def named(pattern: Path, at: datetime) -> Path:
    """Return the path with the time in the place of `{time}`, as 20261129T020444Z."""
    return pattern.with_name(pattern.name.replace(TIME, f"{at:%Y%m%dT%H%M%SZ}"))


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file for writing that gets its name when the block has ended well, and else is deleted."""
    _sweep(path.parent)
    try:
        number, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_DRAFT)
    except OSError as error:
        # Nobody knows the name of the draft.
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        with os.fdopen(number, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def rotate(pattern: Path, keep: int) -> list[Path]:
    """Delete all but the newest of the files that this pattern names, and return those that went."""
    before, _, after = pattern.name.partition(TIME)
    fits = re.compile(rf"{re.escape(before)}\d{{8}}T\d{{6}}Z{re.escape(after)}")
    old = sorted(each for each in pattern.parent.iterdir() if fits.fullmatch(each.name))[:-keep]
    for each in old:
        each.unlink()
    return old


def _sweep(folder: Path) -> None:
    """Delete drafts that a killed process left behind; a living one holds the lock of its draft."""
    for draft in folder.glob(f".*{_DRAFT}"):
        with draft.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            draft.unlink(missing_ok=True)
