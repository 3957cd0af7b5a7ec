"""How alike two articles are: by the runs of three words that both have, in whatever spelling.

An article keeps a sketch: the 64 smallest hashes of its runs. The share of equal ones among the smallest of two
sketches together estimates the share of equal runs, and a few of them find all candidates by one index.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from shared.persian.text import for_finding

KEYS: Final = 16
"""So many hashes of a sketch find candidates: articles that are alike have one in common, all but surely."""
ALIKE_FROM: Final = 0.4
"""From this share on they are pointed out. Two reports of one event, written independently, come to less than 0.1."""
_LENGTH: Final = 64
_RUN: Final = 3


def sketch(*texts: str) -> tuple[int, ...]:
    """Return the sketch of these texts together; empty when there are fewer than three words."""
    words = for_finding("\n".join(texts)).split()
    runs = {" ".join(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)}
    return tuple(sorted(map(_hash, runs))[:_LENGTH])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of equal runs of two sketches, from 0 to 1."""
    smallest = sorted({*one, *other})[:_LENGTH]
    both = set(one) & set(other)
    return sum(each in both for each in smallest) / len(smallest) if smallest else 0.0


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=7).digest(), "big")
