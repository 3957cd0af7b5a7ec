"""Encryption and decryption of a stream, by age, in little memory.

The library reads and writes by itself from beginning to end, so it runs in a thread and we talk to it through a pipe.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedIOBase, BufferedReader, BufferedWriter, FileIO
from threading import Thread
from typing import BinaryIO

from pyrage import DecryptError, decrypt_io, encrypt_io, x25519
from typing_extensions import Buffer, override

from deploy.backup.trouble import Trouble

_BUFFER = 1024 * 1024


@contextmanager
def sealed(file: BinaryIO, recipients: Sequence[x25519.Recipient]) -> Iterator[BinaryIO]:
    """Give a stream whose content goes into the file, encrypted. Raises what the file raises, such as a full disk."""
    reading, writing = os.pipe()
    target = _Target(file)

    def encrypt() -> None:
        with BufferedReader(FileIO(reading, "rb"), _BUFFER) as source:
            encrypt_io(source, target, recipients)

    work = _Work(encrypt)
    stream = BufferedWriter(FileIO(writing, "wb"), _BUFFER)
    try:
        yield stream
        stream.close()
    except BrokenPipeError:
        pass  # the thread has stopped reading, and its error says why
    finally:
        with suppress(BrokenPipeError):
            stream.close()
        work.join()
    if target.error:
        raise target.error
    if work.error:
        raise work.error


@contextmanager
def opened(file: BufferedReader, identities: Sequence[x25519.Identity]) -> Iterator[BinaryIO]:
    """Give the decrypted content of a file as a stream.

    Raises Trouble when the identity does not fit, or the file was cut short or altered: at the latest at the end of the
    block, and also when the block itself failed over what it had read till then.
    """
    reading, writing = os.pipe()

    def decrypt() -> None:
        with BufferedWriter(FileIO(writing, "wb"), _BUFFER) as target:
            decrypt_io(file, target, identities)

    work = _Work(decrypt)
    stream = BufferedReader(FileIO(reading, "rb"), _BUFFER)
    try:
        yield stream
        while stream.read(_BUFFER):
            pass
    except Exception as error:
        # Nobody reads on, so the thread ends: with its own fault, or because the pipe is closed.
        stream.close()
        work.join()
        raise _fault(work.error) or error from error
    finally:
        stream.close()
        work.join()
    if fault := _fault(work.error):
        raise fault


def _fault(error: BaseException | None) -> Trouble | None:
    if error is None or isinstance(error, BrokenPipeError):
        return None
    if "No matching keys" in str(error):
        return Trouble("The identity is not the one of this backup")
    if isinstance(error, DecryptError):
        return Trouble("The file is no backup, or its beginning was cut off or altered")
    return Trouble("The file was cut short or altered: it is no whole backup")


class _Work(Thread):
    """A thread that keeps the error with which it ended."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.error: Exception | None = None
        self._work = work
        self.start()

    @override
    def run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - whoever joins raises it again
            self.error = error


class _Target(BufferedIOBase):
    """The file, which keeps the error of a write: the library would make a text of it."""

    def __init__(self, file: BinaryIO) -> None:
        self.error: OSError | None = None
        self._file = file

    @override
    def write(self, content: Buffer) -> int:
        try:
            return self._file.write(content)
        except OSError as error:
            self.error = error
            raise

    @override
    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            self.error = error
            raise
