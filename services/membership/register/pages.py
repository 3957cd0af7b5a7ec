"""The pages of the register: the list, the book as it is printed, and the check of its chains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import Query, Response

from services.membership.register.api import Reading, Register
from services.membership.register.check_queries import RegisterChecks
from services.membership.register.domain import Book, NoSuchBook, VolumeName, Word, gaps_between, page_of
from services.membership.register.queries import Line, Order, RegisterQueries, Wanted
from shared.language.shown import digits
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.listing import Listing, Rules
from shared.web.shell.page import OnPage

router = page_router("/membership/register")

HERE: Final = "/membership/register"
_SORTS: Final = ("date", "number")
_SIZE: Final = 25
_PRINTED_AT_ONCE: Final = 20
_CHECKED: Final = 200

WORDS: Final[Mapping[Word, str]] = {
    Word.REVOKED: "لغو شد",
    Word.ANNULLED: "شماره ابطال شد",
    Word.AMENDED: "اصلاح شد",
    Word.SUPERSEDED: "حکم تازه جای آن را گرفت",
}

Checks = Annotated[RegisterChecks, part(RegisterChecks)]
Series = Annotated[str, Query(max_length=20)]
Year = Annotated[int | None, Query(ge=1300, le=1700)]


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that no letter has."""

    first: int
    last: int


@router.get("")
async def register(page: OnPage, _: Reading, register: Register) -> Response:
    books = await register.books()
    listing = _rules(books).read(page.request.query_params)
    wanted = _wanted(listing)
    by: Order = "number" if listing.sort_key == "number" else "date"
    found = await register.look(wanted, by=by, descending=listing.is_descending, skip=listing.skip, limit=_SIZE)
    shown = listing.within(found.total)
    if shown.page != listing.page:
        found = await register.look(wanted, by=by, descending=listing.is_descending, skip=shown.skip, limit=_SIZE)
    return page.show(
        "membership/register.html",
        listing=shown,
        total=found.total,
        more=found.more,
        rows=await _with_gaps(register, found.lines, shown, books),
        words=WORDS,
        years=_options(books, "year"),
        series=_options(books, "series"),
        book=_book(books, wanted),
    )


@router.get("/book")
async def book(
    page: OnPage,
    _: Reading,
    register: Register,
    year: Year = None,
    series: Series = "",
    volume: VolumeName = VolumeName.ENTERED,
    first: Annotated[int | None, Query(alias="page", ge=1, le=100_000)] = None,
) -> Response:
    """Some pages of a volume, as they are printed; the last ones when none is asked for."""
    shown = _book(await register.books(), Wanted(year=year, series=series))
    if shown is None:
        raise NoSuchBook("هنوز نامه‌ای در این دفتر ثبت نشده است.")
    rows = {name: await register.rows_of(shown, name) for name in VolumeName}
    if not rows[volume]:
        volume = next((name for name in VolumeName if rows[name]), VolumeName.ENTERED)
    pages = page_of(max(rows[volume], 1))
    begin = min(first or max(1, pages - _PRINTED_AT_ONCE + 1), pages)
    end = min(begin + _PRINTED_AT_ONCE - 1, pages)
    return page.show(
        "membership/register-book.html",
        book=shown,
        volume=volume,
        volumes=[name for name in VolumeName if rows[name]],
        sheets=await register.sheets(shown, volume, first=begin, last=end),
        begin=begin,
        end=end,
        pages=pages,
        at_once=_PRINTED_AT_ONCE,
        words=WORDS,
    )


@router.get("/check")
async def check(page: OnPage, _: Reading, checks: Checks) -> Response:
    """Walk the last pages of all books. The whole of a large register takes longer than anybody waits for a page."""
    missing = await checks.missing()
    verdicts = [replace(each, missing=missing[each.book]) for each in await checks.all(last_pages=_CHECKED)]
    return page.show("membership/register-check.html", verdicts=verdicts, checked=_CHECKED)


def _rules(books: Sequence[Book]) -> Rules:
    filters = {"year": [str(book.year) for book in books], "series": [book.series for book in books]}
    return Rules(HERE, sorts=_SORTS, usual_sort="-date", filters=filters, size=_SIZE)


def _wanted(listing: Listing) -> Wanted:
    year = listing.filters.get("year")
    return Wanted(listing.words, int(year) if year else None, listing.filters.get("series", ""))


def _options(books: Sequence[Book], what: str) -> list[tuple[str, str]]:
    values = dict.fromkeys(str(getattr(book, what)) for book in books)
    return [(value, digits(value)) for value in values]


def _book(books: Sequence[Book], wanted: Wanted) -> Book | None:
    """The latest book that fits."""
    fitting = (book for book in books if wanted.year in {None, book.year} and wanted.series in {"", book.series})
    return next(fitting, None)


async def _with_gaps(
    register: RegisterQueries, lines: Sequence[Line], listing: Listing, books: Sequence[Book]
) -> list[Line | Gap]:
    """The letters, and between them the numbers that are missing: where all letters of one book stand in a row."""
    fitting = [book for book in books if _book([book], _wanted(listing))]
    if listing.words or len(fitting) != 1 or not lines:
        return list(lines)
    ascending = sorted(lines, key=lambda line: line.entry.number)
    before = await register.number_before(ascending[0].entry)
    numbers = [*([before] if before is not None else []), *(line.entry.number for line in ascending)]
    gaps = [Gap(first, last) for first, last in gaps_between(numbers)]
    rows: list[Line | Gap] = [*lines, *gaps]
    return sorted(rows, key=_number, reverse=listing.is_descending)


def _number(row: Line | Gap) -> int:
    return row.first if isinstance(row, Gap) else row.entry.number
