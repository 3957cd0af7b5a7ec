"""How workers are spoken to: a length of four bytes, then as many bytes. Requests are JSON; bytes follow in a frame."""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

LENGTH: Final = 4
MOST_BYTES: Final = 64 * 1024 * 1024

READY: Final = b"R"
DONE: Final = b"D"
FAULT: Final = b"F"
"""The first byte of an answer: what follows is nothing, what was asked for, or a fault as JSON."""


def framed(content: bytes) -> bytes:
    """Return the bytes with their length before them."""
    return len(content).to_bytes(LENGTH, "big") + content


def unframed(content: bytes) -> list[bytes]:
    """Return what was framed, one after the other."""
    found, at = [], 0
    while at < len(content):
        start, size = at + LENGTH, int.from_bytes(content[at : at + LENGTH], "big")
        found.append(content[start : start + size])
        at = start + size
    return found


def asked(request: Mapping[str, Any]) -> bytes:
    """Return a request as it is sent."""
    return framed(json.dumps(request, ensure_ascii=False).encode())


def read_request(pipe: BinaryIO) -> Mapping[str, Any] | None:
    """Wait for the next request; None at the end."""
    head = pipe.read(LENGTH)
    if len(head) < LENGTH:
        return None
    request: Mapping[str, Any] = json.loads(pipe.read(int.from_bytes(head, "big")))
    return request


def read_bytes(pipe: BinaryIO) -> bytes:
    """Return what follows a request in a frame of its own."""
    return pipe.read(int.from_bytes(pipe.read(LENGTH), "big"))


def answer(pipe: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Send an answer at once."""
    pipe.write(framed(kind + content))
    pipe.flush()
