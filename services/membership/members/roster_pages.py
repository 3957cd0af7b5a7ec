"""The rosters on any day, and the offices without a member."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final, Self, get_args

from fastapi import Response
from typing_extensions import override

from services.membership.bodies.domain import Body
from services.membership.members.access import READ_PUBLIC_ROSTERS
from services.membership.members.api import Bodies, Offices, People, Rolls
from services.membership.members.domain import Membership
from services.membership.members.queries import Wanted, knows_why, readable
from services.membership.members.usecases import ANNOUNCED_BEFORE
from shared.language.shown import numeric_date
from shared.language.speech import gettext as _
from shared.persian.jalali import NotADate, day_of, parse_jalali
from shared.runtime.viewer import Viewer
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.sheets import Cell, SheetFormat, sheet
from shared.web.shell.listing import Listing, Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/members")

HERE: Final = "/membership/members"

Reading = Annotated[Viewer, may(READ_PUBLIC_ROSTERS)]


class _AnyDay(Collection[str]):
    """Every text that is a Jalali day, as the values of a filter."""

    @override
    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and _day(text) is not None

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(())

    @override
    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Row:
    """A member with the names of today."""

    membership: Membership
    name: str
    offices: Sequence[str]
    body: Body
    role: str
    is_suspended: bool
    knows_why: bool
    """Whether the viewer is told about suspensions and the end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the rosters that its reader may see."""

    viewer: Viewer
    listing: Listing
    shown: Sequence[Body]
    chosen: Body | None
    on: date

    @classmethod
    def of(cls, page: Page, shown: Sequence[Body], viewer: Viewer) -> Self:
        """Read the address."""
        rules = Rules(
            HERE,
            sorts=("name",),
            usual_sort="name",
            filters={
                "body": [body.id for body in shown],
                "on": _AnyDay(),
                "standing": ("active", "suspended"),
                "show": ("vacancies", "ending"),
            },
            size=50,
        )
        listing = rules.read(page.request.query_params)
        chosen = next((body for body in shown if body.id == listing.filters.get("body")), None)
        return cls(viewer, listing, shown, chosen, _day(listing.filters.get("on", "")) or day_of(page.now))

    @property
    def is_vacancies(self) -> bool:
        """Whether it asks for the offices without a member, which is so for one body only."""
        return self.listing.filters.get("show") == "vacancies" and self.chosen is not None

    @property
    def is_ending(self) -> bool:
        return self.listing.filters.get("show") == "ending"

    @property
    def wanted(self) -> Wanted:
        """The search for members."""
        standing = self.listing.filters.get("standing")
        bodies = [body.id for body in ([self.chosen] if self.chosen else self.shown)]
        return replace(
            Wanted.by(self.viewer, bodies, self.on),
            words=self.listing.words,
            ending_by=self.on + ANNOUNCED_BEFORE if self.is_ending else None,
            standing="suspended" if standing == "suspended" else "active" if standing else None,
        )


@router.get("")
async def roster(
    page: OnPage, viewer: Reading, rolls: Rolls, people: People, offices: Offices, bodies: Bodies
) -> Response:
    """The members on a day, or the offices that have none in a body."""
    asked = Asked.of(page, readable(await bodies.all(), None, viewer), viewer)
    listing, size = asked.listing, asked.listing.rules.size
    if asked.chosen and asked.is_vacancies:
        number, vacant = await rolls.offices_without(
            asked.chosen.id, on=asked.on, words=listing.words, skip=listing.skip, limit=size
        )
        return page.show(
            "membership/vacancies.html",
            listing=listing.within(number),
            total=number,
            offices=vacant,
            body=asked.chosen,
            on=asked.on,
            files=_files(listing),
        )
    total = await rolls.how_many(asked.wanted)
    listing = listing.within(total)
    found = await rolls.roster(asked.wanted, skip=listing.skip, limit=size)
    return page.show(
        "membership/roster.html",
        rows=await rows_of(found, asked.shown, asked.on, viewer, (people, offices)),
        listing=listing,
        total=total,
        body=asked.chosen,
        bodies=[(body.id, body.name) for body in asked.shown],
        standings=[("", "همه", None), ("active", "برقرار", None), ("suspended", "تعلیق", None)],
        on=asked.on,
        is_ending=asked.is_ending,
        is_today=asked.on == day_of(page.now),
        asked_on=page.request.query_params.get("on", ""),
        files=_files(listing),
    )


@router.get("/files/{as_}")
async def roster_file(
    page: OnPage,
    as_: SheetFormat,
    viewer: Reading,
    rolls: Rolls,
    people: People,
    offices: Offices,
    bodies: Bodies,
) -> Response:
    """The same list, whole, as a file."""
    asked = Asked.of(page, readable(await bodies.all(), None, viewer), viewer)
    day = numeric_date(asked.on).replace("/", "-")
    if asked.chosen and asked.is_vacancies:
        _number, vacant = await rolls.offices_without(asked.chosen.id, on=asked.on, words=asked.listing.words)
        name = f"دستگاه‌های بدون عضو {asked.chosen.name} {day}"  # stays Persian: a file
        return await sheet(as_, name, ("دستگاه", "نوع"), [(each.name, each.facts.kind_name) for each in vacant])
    found = await rolls.roster(asked.wanted)
    rows = await rows_of(found, asked.shown, asked.on, viewer, (people, offices))
    columns = ("عضو", "نقش", "نهاد", "دستگاه", "آغاز", "پایان", "حکم", "وضعیت")
    return await sheet(as_, f"اعضای نهادها {day}", columns, [_cells(row) for row in rows])  # stays Persian: a file


def _cells(row: Row) -> Sequence[Cell]:
    membership = row.membership
    return (
        row.name,
        row.role,
        row.body.name,
        "، ".join(row.offices),
        membership.valid_from,
        membership.valid_until,
        membership.decree_no,
        _("تعلیق") if row.is_suspended else _("برقرار"),
    )


def _files(listing: Listing) -> Mapping[str, str]:
    """The addresses of the whole list as files."""
    query = listing.on_page(1).href.partition("?")[2]
    return {as_: f"{HERE}/files/{as_}" + (f"?{query}" if query else "") for as_ in get_args(SheetFormat)}


async def rows_of(
    found: Sequence[Membership], bodies: Sequence[Body], on: date, viewer: Viewer, parts: tuple[People, Offices]
) -> list[Row]:
    """Give memberships the names of today."""
    people, offices = parts
    of = {str(body.id): body for body in bodies}
    names = await people.names(each.person_id for each in found)
    office_names = await offices.names({key for each in found for key in each.office_ids})
    return [
        Row(
            each,
            names[each.person_id],
            [office_names[key] for key in each.office_ids],
            of[each.body_id],
            of[each.body_id].shown_role(each.role),
            each.is_suspended_on(on),
            knows_why(viewer, each),
        )
        for each in found
    ]


def _day(text: str) -> date | None:
    try:
        return parse_jalali(text)
    except NotADate:
        return None
