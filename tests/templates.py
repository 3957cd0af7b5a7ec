"""Templates compiled once in a process: each application has an environment of its own, which would do it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from types import CodeType

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from typing_extensions import override


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let all environments that are made in the block share what they compile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "__init__", partialmethod(Environment.__init__, bytecode_cache=_InMemory()))
        yield


class _InMemory(BytecodeCache):
    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType | None] = {}

    @override
    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    @override
    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key, bucket.checksum] = bucket.code
