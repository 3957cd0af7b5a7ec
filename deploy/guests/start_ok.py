"""Reads who wants to sign in, from the first bytes of a connection by AMQP 0-9-1, as strictly as the broker does."""

import re
from typing import Final

HEADER: Final = b"AMQP\x00\x00\x09\x01"
"""The only protocol at the gate. RabbitMQ 4 speaks AMQP 1.0 at the same port, which begins in another way."""
FRAME_HEAD_BYTES: Final = 7
LARGEST_FRAME: Final = 16_384
_METHOD, _START_OK, _END = 1, b"\x00\x0a\x00\x0b", b"\xce"
_GUEST: Final = re.compile(rb"guest\.[a-z][a-z0-9_-]{0,39}")


class NotAdmitted(Exception):
    """This connection is none of a guest's; the message says why, without what was given."""


def length_of(head: bytes) -> int:
    """Return how many bytes of a frame follow its head. Raises NotAdmitted for one that begins no sign-in."""
    kind, channel, size = head[0], int.from_bytes(head[1:3]), int.from_bytes(head[3:7])
    if kind != _METHOD or channel != 0 or size > LARGEST_FRAME:
        raise NotAdmitted("its first frame is no answer to the start")
    return size + len(_END)


def guest_in(frame: bytes) -> str:
    """Return the guest's user in the rest of that frame. Raises NotAdmitted for every other one."""
    try:
        return _guest_in(frame)
    except IndexError as error:
        raise NotAdmitted("its first frame is cut short") from error


def _guest_in(frame: bytes) -> str:
    if not frame.startswith(_START_OK) or not frame.endswith(_END):
        raise NotAdmitted("its first frame is no answer to the start")
    properties, rest = _long(frame[4:-1])
    del properties
    mechanism, rest = _short(rest)
    if mechanism != b"PLAIN":
        raise NotAdmitted("it wants to sign in by something else than user and password")
    response, _ = _long(rest)
    empty, *words = response.split(b"\x00")
    if empty or len(words) != 2 or not _GUEST.fullmatch(words[0]):  # noqa: PLR2004 - user and password
        raise NotAdmitted("its user is no guest's")
    return words[0].decode()


def _long(data: bytes) -> tuple[bytes, bytes]:
    return _cut(data, 4)


def _short(data: bytes) -> tuple[bytes, bytes]:
    return _cut(data, 1)


def _cut(data: bytes, width: int) -> tuple[bytes, bytes]:
    end = width + int.from_bytes(data[:width])
    if len(data) < width or len(data) < end:
        raise IndexError
    return data[width:end], data[end:]
