"""The web pages on which operators see what a service set aside, and decide about it; the same in every service."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Form, Query, Response
from pydantic import BaseModel, Field

from shared.events.names import name_of
from shared.language.shown import grouped
from shared.language.speech import gettext as _
from shared.messaging.decisions import ACTS, AUDITED, FROM, INDEXES, PER_SECOND, Decisions, Deed, Preview
from shared.messaging.groups import Choice, Group
from shared.messaging.set_aside import DISCARDED, PARKED, STATES, WAITING
from shared.operations.access import decide_set_aside, read_set_aside
from shared.operations.overview import Overview
from shared.operations.parked_entries import PLACES
from shared.operations.reasons import reason
from shared.operations.set_aside_event import find_event
from shared.operations.set_aside_rows import Wanted, events_of, number_of
from shared.operations.sheet import text_of
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web.feature import Feature
from shared.web.forms import UNFIT_STATUS, Unfit, fit, given
from shared.web.identity import checked_form
from shared.web.parts import job, part
from shared.web.problems import EVERYWHERE
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.listing import Listing, Rules
from shared.web.shell.navigation import Link
from shared.web.shell.page import OnPage, Page

AT_MOST: Final = 5_000
"""About so many events is decided at once on a page; more would keep its reader waiting. The command takes all."""

MOST_LISTED: Final = 2_000
"""How many events can be paged through, the oldest ones. More would take the database longer than a reader waits."""

_CHECKED = [Depends(checked_form)]
_GROUPS_SHOWN: Final = 20
_LONGEST_ID: Final = 300
_STATE_NAMES: Final[Mapping[str, str]] = {PARKED: "مانده", WAITING: "در تلاش دوباره", DISCARDED: "کنارگذاشته"}
_SAID: Final[Mapping[Deed, str]] = {
    Deed.RETRY: "%(number)s رویداد دوباره رسیدگی می‌شود.",
    Deed.DISCARD: "%(number)s رویداد کنار گذاشته شد؛ تا ۱۲۰ روز می‌توان آن را باز گرداند.",
    Deed.RESTORE: "%(number)s رویداد به جای خود باز گشت.",
}

TheStore = Annotated[Store, part(Store)]
TheOverview = Annotated[Overview, part(Overview)]
ShortText = Annotated[str, Field(max_length=_LONGEST_ID)]


class Chosen(BaseModel):
    """The events about which somebody decides: one by its id, or a group by fingerprint, state and type."""

    id: ShortText = ""
    group: ShortText = ""
    state: ShortText = ""
    type: ShortText = ""


class Asked(Chosen):
    """What somebody asks about before deciding."""

    deed: Deed


class TypedDecision(Chosen):
    """A decision as it was sent by its form."""

    reason: Annotated[str, Field(max_length=5_000)] = ""


class _Reason(BaseModel):
    reason: Annotated[str, given("دلیل کنار گذاشتن را بنویسید."), Field(max_length=300)]


@dataclass(frozen=True, slots=True)
class Place:
    """The pages of one service."""

    service: str
    path: str
    titles: Mapping[str, str]
    """What the errors of the service mean, by the names of their classes."""
    places: ClassVar[Mapping[str, tuple[str, str]]] = PLACES
    state_names: ClassVar[Mapping[str, str]] = _STATE_NAMES

    def why(self, sentence: str) -> str:
        """Return why an event was set aside, in the reader's language."""
        return reason(sentence, self.titles)

    def name_of(self, event_type: str) -> str:
        """Return the Persian name of a type of event; an empty text when it has none."""
        return name_of(event_type)

    def state_of(self, state: str) -> str:
        """Return the address of the groups in a state."""
        return self.path if state in {"", PARKED} else f"{self.path}?state={state}"


def set_aside_of(service: str, prefix: str, features: Sequence[Feature], *, menu: Sequence[Link] = ()) -> Feature:
    """Return the feature that shows, at `<prefix>/set-aside`, what a service set aside. It needs the part Overview."""
    tables = (EVERYWHERE, *(feature.problems for feature in features))
    titles = {error.__name__: problem.title for table in tables for error, problem in table.items()}
    place = Place(service, f"{prefix}/set-aside", titles)
    return Feature(
        name="set-aside",
        routers=(_reading(place), _deciding(place)),
        folder=Path(__file__).parent,
        indexes=INDEXES,
        audited=AUDITED,
        nothing_open="a decision is carried out at once",
        things={ACTS: "تصمیم درباره رویداد مانده"},
        deeds={
            f"POST {place.path}/retry": "تلاش دوباره رویداد مانده",
            f"POST {place.path}/discard": "کنار گذاشتن رویداد مانده",
            f"POST {place.path}/restore": "باز گرداندن رویداد کنارگذاشته",
        },
        actions=(read_set_aside(service), decide_set_aside(service)),
        menu=menu,
        jobs=(job(Overview, Overview.run),),
    )


def _reading(place: Place) -> APIRouter:
    router = page_router(place.path)
    Reading = Annotated[Viewer, may(read_set_aside(place.service))]  # noqa: N806 - a type

    @router.get("")
    async def groups(page: OnPage, _viewer: Reading, overview: TheOverview) -> Response:
        counted = await overview.groups()
        filters = {"state": STATES, "type": _types(counted.groups)}
        rules = Rules(place.path, sorts=(), usual_sort="", filters=filters, size=_GROUPS_SHOWN)
        listing = rules.read(page.request.query_params)
        state, event_type = listing.filters.get("state", PARKED), listing.filters.get("type", "")
        found = [each for each in counted.groups if Wanted(state, event_type).fits(each)]
        listing = listing.within(len(found))
        return page.show(
            "operations/set-aside.html",
            listing=listing,
            state=state,
            total=len(found),
            groups=found[listing.skip : listing.skip + _GROUPS_SHOWN],
            counted_at=counted.at,
            standing={each: _standing(counted.groups, each) for each in STATES},
            kinds=Counter(each.event_type for each in counted.groups if each.state == state and each.event_type),
            place=place,
        )

    @router.get("/events")
    async def events(page: OnPage, _viewer: Reading, store: TheStore, overview: TheOverview) -> Response:
        all_groups = (await overview.groups()).groups
        types = _types(all_groups)
        filters = {"state": STATES, "type": types, "group": {group.fingerprint for group in all_groups}}
        rules = Rules(f"{place.path}/events", sorts=(), usual_sort="", filters=filters)
        listing = rules.read(page.request.query_params)
        wanted = _wanted(listing)
        total = await number_of(store, wanted, all_groups)
        listing = listing.within(min(total, MOST_LISTED))
        return page.show(
            "operations/set-aside-events.html",
            listing=listing,
            total=total,
            most=MOST_LISTED,
            events=await events_of(store, wanted, all_groups, skip=listing.skip, limit=listing.rules.size),
            types=[(each, name_of(each) or each) for each in types],
            group=next((each for each in all_groups if wanted.fingerprint and wanted.fits(each)), None),
            place=place,
        )

    @router.get("/event")
    async def event(
        page: OnPage,
        _viewer: Reading,
        store: TheStore,
        event_id: Annotated[str, Query(alias="id", max_length=_LONGEST_ID)] = "",
    ) -> Response:
        found = await find_event(store, event_id)
        if found is None:
            return page.go(place.path, said=_("این رویداد دیگر در فهرست نیست؛ شاید به آن رسیدگی شده است."))
        return page.show("operations/set-aside-event.html", event=found, text_of=text_of, place=place)

    return router


def _deciding(place: Place) -> APIRouter:
    router = page_router(place.path)
    Deciding = Annotated[Viewer, may(decide_set_aside(place.service))]  # noqa: N806 - a type

    @router.get("/decision")
    async def ask(
        page: OnPage, viewer: Deciding, store: TheStore, overview: TheOverview, asked: Annotated[Asked, Query()]
    ) -> Response:
        choice = await _choice(overview, asked.deed, asked)
        return await _Decision(place, page, Decisions(store, by=viewer.name), asked.deed).ask(asked, choice)

    @router.post("/retry", dependencies=_CHECKED)
    async def retry(
        page: OnPage, viewer: Deciding, store: TheStore, overview: TheOverview, typed: Annotated[TypedDecision, Form()]
    ) -> Response:
        choice = await _choice(overview, Deed.RETRY, typed)
        decisions = Decisions(store, by=viewer.name)
        number = await decisions.retry(choice, at_most=AT_MOST) if choice else 0
        return _done(place, page, Deed.RETRY, typed, number)

    @router.post("/discard", dependencies=_CHECKED)
    async def discard(
        page: OnPage, viewer: Deciding, store: TheStore, overview: TheOverview, typed: Annotated[TypedDecision, Form()]
    ) -> Response:
        choice = await _choice(overview, Deed.DISCARD, typed)
        decisions = Decisions(store, by=viewer.name)
        try:
            why = " ".join(fit(_Reason, typed.model_dump(include={"reason"})).reason.split())
        except Unfit as unfit:
            asked = _Decision(place, page, decisions, Deed.DISCARD)
            return await asked.ask(typed, choice, typed=typed.reason, errors=unfit.errors)
        number = await decisions.discard(choice, reason=why, at_most=AT_MOST) if choice else 0
        return _done(place, page, Deed.DISCARD, typed, number)

    @router.post("/restore", dependencies=_CHECKED)
    async def restore(
        page: OnPage, viewer: Deciding, store: TheStore, overview: TheOverview, typed: Annotated[TypedDecision, Form()]
    ) -> Response:
        choice = await _choice(overview, Deed.RESTORE, typed)
        decisions = Decisions(store, by=viewer.name)
        number = await decisions.restore(choice, at_most=AT_MOST) if choice else 0
        return _done(place, page, Deed.RESTORE, typed, number)

    return router


@dataclass(frozen=True, slots=True)
class _Decision:
    """The page that asks whether a deed is to be done, and says what will happen."""

    place: Place
    page: Page
    decisions: Decisions
    deed: Deed

    async def ask(
        self, chosen: Chosen, choice: Choice | None, *, typed: str = "", errors: Mapping[str, str] | None = None
    ) -> Response:
        """Show the page, or say that somebody else has decided already."""
        preview = await self.decisions.preview(self.deed, choice) if choice else Preview(0, 0, 0)
        if not preview.number:
            return _done(self.place, self.page, self.deed, chosen, 0)
        return self.page.show(
            "operations/set-aside-decision.html",
            status=UNFIT_STATUS if errors else 200,
            deed=self.deed.value,
            chosen=chosen,
            preview=preview,
            number=min(preview.number, AT_MOST),
            per_second=PER_SECOND,
            seconds=min(preview.number, AT_MOST) // PER_SECOND,
            typed=typed,
            errors=errors or {},
            unchanged=self.place.state_of(chosen.state),
            place=self.place,
        )


async def _choice(overview: Overview, deed: Deed, chosen: Chosen) -> Choice | None:
    """Return the chosen events; None when the group is not there any more."""
    if chosen.id:
        return Choice(ids=(chosen.id,))
    wanted = Wanted(chosen.state, chosen.type, fingerprint=chosen.group)
    found = [each for each in (await overview.groups()).groups if wanted.fits(each) and each.state in FROM[deed]]
    return Choice.of(*found) if chosen.group and found else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How much there is in one state."""

    groups: int
    events: int
    oldest_at: datetime | None


def _standing(groups: Sequence[Group], state: str) -> Standing:
    found = [each for each in groups if each.state == state]
    return Standing(
        len(found), sum(each.number for each in found), min((each.first_at for each in found), default=None)
    )


def _types(groups: Sequence[Group]) -> list[str]:
    return sorted({each.event_type for each in groups if each.event_type})


def _wanted(listing: Listing) -> Wanted:
    asked = listing.filters
    return Wanted(asked.get("state", ""), asked.get("type", ""), listing.words, asked.get("group", ""))


def _done(place: Place, page: Page, deed: Deed, chosen: Chosen, number: int) -> Response:
    if number:
        said = _(_SAID[deed], number=grouped(number))
    else:
        said = _("پیش از شما درباره آن تصمیم گرفته شده است؛ چیزی تغییر نکرد.")
    return page.go(place.state_of(chosen.state), said=said)
