"""The form in which an article's pictures are chosen and put in order: a line for each that is offered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from services.news.articles.media_domain import Shown, shown_media
from services.news.media.domain import Described, MediaId, described, version_in
from shared.persian.digits import latin_digits

_LAST = 1_000


@dataclass(frozen=True, slots=True)
class TypedMedia:
    """What was chosen and typed: `shown` holds the ids, and `caption-<id>`, `order-<id>`, `alt-<id>` belong to each."""

    ids: tuple[str, ...]
    fields: Mapping[str, str]

    @classmethod
    def of(cls, ids: list[str], fields: Mapping[str, str]) -> Self:
        """Take the ids that were chosen, and all fields of the form."""
        return cls(tuple(dict.fromkeys(ids)), fields)

    @property
    def version(self) -> int:
        """The version of the article that its writer read; -1 for none."""
        found = version_in(self.fields.get("version", ""))
        return -1 if found is None else found

    def read(self) -> tuple[Shown, ...]:
        """Return what the article shows, in the order of the numbers, equal ones as they stood."""
        ordered = sorted(self.ids, key=self._place)
        return shown_media((each, self.fields.get(f"caption-{each}", "")) for each in ordered)

    def newly_described(self) -> Iterator[tuple[MediaId, Described]]:
        """Yield those for which it was typed here what they show."""
        for each in self.ids:
            alt, is_decorative = self.fields.get(f"alt-{each}", ""), f"decorative-{each}" in self.fields
            if alt.strip() or is_decorative:
                yield MediaId(each), described(alt=alt, decorative=is_decorative)

    def _place(self, media_id: str) -> int:
        typed = latin_digits(self.fields.get(f"order-{media_id}", "").strip())
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(_LAST)) else _LAST
