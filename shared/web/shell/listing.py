"""The state of a long list – search words, filters, order, page – which is kept in the address of the page."""

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
"""How many page numbers the pager shows on each side of the current page."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an address may ask of a list: its sort keys, its filters with their values, and the rows of a page."""

    path: str
    sorts: Collection[str]
    usual_sort: str
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    size: int = 20

    def read(self, asked: Mapping[str, str]) -> "Listing":
        """Read the parameters of an address; unknown or wrong ones are replaced by the defaults without an error."""
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
    """The state of a list as its address asks for it; the methods give variants of it, for links."""

    rules: Rules
    words: str
    filters: Mapping[str, str]
    sort: str
    """The key of a column; with a minus in front, the greatest values come first."""
    page: int

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def skip(self) -> int:
        """The number of rows before this page."""
        return (self.page - 1) * self.rules.size

    @property
    def is_narrowed(self) -> bool:
        """Whether search words or filters are set."""
        return bool(self.words or self.filters)

    @property
    def href(self) -> str:
        """The address of this state; default values are left out."""
        asked = {_WORDS: self.words, **self.filters}
        asked[_SORT] = "" if self.sort == self.rules.usual_sort else self.sort
        asked[_PAGE] = "" if self.page == 1 else str(self.page)
        given = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.rules.path}?{given}" if given else self.rules.path

    @property
    def all(self) -> Self:
        """The whole list without words and filters, in the same order."""
        return replace(self, words="", filters={}, page=1)

    def within(self, total: int) -> Self:
        """Return the same state, on the last page if the asked page is beyond it."""
        return replace(self, page=min(self.page, self.pages(total)))

    def pages(self, total: int) -> int:
        return max(1, -(-total // self.rules.size))

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    def where(self, name: str, value: str) -> Self:
        """Return the state with this filter (an empty value removes it), on the first page."""
        others = {key: kept for key, kept in self.filters.items() if key != name}
        return replace(self, filters=others | ({name: value} if value else {}), page=1)

    def sorted_by(self, key: str) -> Self:
        """Return the state sorted by this column; in reverse if it is sorted by this column already."""
        return replace(self, sort=f"-{key}" if self.sort == key else key, page=1)

    def direction(self, key: str) -> str:
        """Return the value for `aria-sort`; empty when the list is not sorted by this column."""
        if self.sort_key != key:
            return ""
        return "descending" if self.is_descending else "ascending"

    def page_numbers(self, total: int) -> Iterator[int | None]:
        """Yield the first and last page number and those around the current page; None where some are left out."""
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
