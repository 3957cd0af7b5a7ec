"""Media in an article: which, in which order, and what stands below each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.news.media.domain import MediaId
from shared.persian.text import for_keeping

MOST_SHOWN: Final = 60
"""In one article: a picture report has some dozens."""
LONGEST_CAPTION: Final = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """Media where it stands in an article."""

    id: MediaId
    caption: str = ""


def shown_media(given: Iterable[tuple[str, str]]) -> tuple[Shown, ...]:
    """Pairs of ids and captions, cleaned, each once, in the order given."""
    cleaned = {key: " ".join(for_keeping(caption).split())[:LONGEST_CAPTION] for key, caption in given if key}
    return tuple(Shown(MediaId(key), caption) for key, caption in list(cleaned.items())[:MOST_SHOWN])
