"""What a long list shows – words, filters, order, page – read from its address and written into its links."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self
from urllib.parse import urlencode

from shared.persian.digits import latin_digits

_WORDS: Final = "q"
_SORT: Final = "sort"
_PAGE: Final = "page"
_LONGEST_WORDS: Final = 120
_MOST_DIGITS: Final = 6
_BESIDE: Final = 1
"""How many pages the pager names on each side of the one that is shown."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be asked of one list: the keys it sorts by, its filters with their values, the rows of a page."""

    path: str
    sorts: Collection[str]
    usual_sort: str
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    size: int = 20

    def read(self, asked: Mapping[str, str]) -> "Listing":
        """Take the parameters of an address. What is unknown or wrong falls back to what is usual: no error."""
        sort = asked.get(_SORT, "")
        return Listing(
            self,
            words=" ".join(asked.get(_WORDS, "")[:_LONGEST_WORDS].split()),
            filters={name: asked[name] for name, known in self.filters.items() if asked.get(name) in known},
            sort=sort if sort.removeprefix("-") in self.sorts else self.usual_sort,
            page=_page_number(asked.get(_PAGE, "")),
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as its address asks for it; its methods give the addresses beside."""

    rules: Rules
    words: str
    filters: Mapping[str, str]
    sort: str
    """The key of a column; with a minus in front, the greatest first."""
    page: int

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def skip(self) -> int:
        """How many rows lie before this page."""
        return (self.page - 1) * self.rules.size

    @property
    def is_narrowed(self) -> bool:
        """Whether words or filters leave something out."""
        return bool(self.words or self.filters)

    @property
    def href(self) -> str:
        """The address of exactly this; what is usual is left out of it."""
        asked = {_WORDS: self.words, **self.filters}
        asked[_SORT] = "" if self.sort == self.rules.usual_sort else self.sort
        asked[_PAGE] = "" if self.page == 1 else str(self.page)
        given = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.rules.path}?{given}" if given else self.rules.path

    @property
    def all(self) -> Self:
        """Nothing left out, in the same order."""
        return replace(self, words="", filters={}, page=1)

    def within(self, total: int) -> Self:
        """The same, on a page that exists."""
        return replace(self, page=min(self.page, self.pages(total)))

    def pages(self, total: int) -> int:
        return max(1, -(-total // self.rules.size))

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    def where(self, name: str, value: str) -> Self:
        """With this filter (an empty value takes it off), from the first page."""
        others = {key: kept for key, kept in self.filters.items() if key != name}
        return replace(self, filters=others | ({name: value} if value else {}), page=1)

    def sorted_by(self, key: str) -> Self:
        """By this column; by the one it is sorted by already, the other way round."""
        return replace(self, sort=f"-{key}" if self.sort == key else key, page=1)

    def direction(self, key: str) -> str:
        """For `aria-sort`: empty when the list is not sorted by this column."""
        if self.sort_key != key:
            return ""
        return "descending" if self.is_descending else "ascending"

    def page_numbers(self, total: int) -> Iterator[int | None]:
        """The first, the last and those about this page; None where some are left out."""
        last, before = self.pages(total), 0
        for page in range(1, last + 1):
            if page in {1, last} or abs(page - self.page) <= _BESIDE:
                if page - before > 1:
                    yield None if page - before > 2 else page - 1  # noqa: PLR2004 - one page is no gap
                yield page
                before = page


def _page_number(text: str) -> int:
    digits = latin_digits(text)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return max(int(digits), 1) if is_number else 1
