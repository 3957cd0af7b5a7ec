"""The first day of a county: who may sign in, its bodies, its offices out of a spreadsheet, and one message each way.

Everything is looked for before it is made, so the first day can be repeated until nothing is left to do.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from deploy.setup.profile import Official, Profile
from deploy.setup.trouble import CannotSetUp
from deploy.setup.trying import try_bale, try_mail
from services.membership.accounts.domain import PersonId, PersonNotFound, UsernameTaken
from services.membership.accounts.usecases import NewPerson
from services.membership.bodies.domain import Body, BodyId, BodyNotFound, BodyRole, LetterTexts
from services.membership.first_steps.domain import Step
from services.membership.imports.domain import RUNNING, ImportId, NoSheet, State
from services.membership.imports.queries import ImportQueries, ImportView, RowError
from services.membership.imports.template_outside import template
from services.membership.imports.usecases import Upload
from services.membership.main import Parts, real_parts
from services.membership.office_kinds.usecases import KindFacts
from services.membership.offices.domain import OfficeId, OfficeNotFound
from services.membership.posts.domain import Place, PostHeld, Role
from services.membership.settings import Settings
from shared.events.membership import OfficeFacts
from shared.persian.jalali import day_of, jalali_of
from shared.persian.periods import Period
from shared.runtime.actor import Actor, acting
from shared.runtime.clock import utc_now
from shared.runtime.settings import read_settings
from shared.runtime.viewer import Viewer

_DATA: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "first_day.json").read_text(encoding="utf-8"))
_GOVERNORATE: Final = "governorate"
_COUNCIL: Final = "council"
_PLACES: Final[dict[Role, Place]] = {
    "governor": Place(office_id=_GOVERNORATE),
    "secretariat": Place(body_id=_COUNCIL),
    "operator": Place(),
}
_DEED: Final = "ravabet first-day"
_SETUP: Final = Viewer("setup", "راه‌اندازی", frozenset({"secretariat", "operator"}), frozenset(), frozenset({_COUNCIL}))
"""Who does it all; the audit trail names the command."""
_PATIENCE_SECONDS: Final = 600.0
_PAUSE_SECONDS: Final = 0.5

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Invited:
    """One of the three, and the link by which they choose a password; without one they have signed in already."""

    role: str
    person: Official
    link: str | None


@dataclass(frozen=True, slots=True)
class FirstDay:
    """Does the first day with the parts of membership, which tells the other services by events."""

    parts: Parts
    profile: Profile

    async def found(self) -> None:
        """Make the kinds of offices, the governorate and the bodies."""
        # A county changes its kinds of offices later as it likes, so they are made only once.
        missing = [] if await self.parts.kind_directory.kinds.all() else _DATA["kinds"]
        for order, kind in enumerate(missing, start=1):
            facts = KindFacts(name=kind["plural"], order=order, executive=kind.get("executive", True))
            await self._again(partial(self.parts.kind_directory.add, kind["id"], facts, by=_SETUP))
        try:
            await self.parts.directory.offices.get(OfficeId(_GOVERNORATE))
        except OfficeNotFound:
            await self._again(partial(self.parts.directory.register, self._governorate(), by=_SETUP))
        for body in _bodies():
            try:
                await self.parts.body_directory.bodies.get(body.id)
            except BodyNotFound:
                await self._again(partial(self.parts.body_directory.register, body, by=_SETUP))

    async def invite(self) -> Sequence[Invited]:
        """Give the three their accounts and posts, and a link to each who has no password yet.

        Raises CannotSetUp when a username belongs to somebody else, or another person holds a post already.
        """
        invited = []
        for role, official in self.profile.officials.items():
            await self._open(official)
            await self._appoint(role, official)  # type: ignore[arg-type] # the three keys are roles
            person = await self.parts.people.one(PersonId(official.username))
            link = None
            if not person.password_hash:
                link = await self._again(partial(self.parts.locksmith.hand_over, official.username))
            invited.append(Invited(role, official, link))
        return invited

    async def note(self, step: Step) -> None:
        """Tell the secretariat's list of first steps."""
        await self._again(partial(self.parts.first_steps.note, step))

    async def about_reports(self) -> str:
        """Say when offices can report. Reporting opens each period by itself, on the first day after it."""
        beginning = await self.parts.first_steps.beginnings.get()
        if Step.PERIOD in beginning.happened or beginning.finished_at:
            return "Reports: the first period is open."
        period = Period.containing(day_of(utc_now()))
        return f"Reports: the period {period} opens by itself on {jalali_of(period.next.first_day)}."

    async def bring_in(self, name: str, content: bytes) -> ImportView:
        """Look through the spreadsheet and, if no row has a fault, take it in. The service itself does the work.

        Raises CannotSetUp when it is no spreadsheet, or the service does not run.
        """
        desk = self.parts.import_desk
        try:
            one = await self._again(partial(desk.take, Upload(name, content), is_dry_run=True, by=_SETUP))
        except NoSheet as error:
            raise CannotSetUp(f"{name}: {error}") from error
        seen = await self._until_it_rests(one.id)
        if seen.state is State.CHECKED and not seen.error_count:
            await self._again(partial(desk.confirm, one.id, by=_SETUP))
            seen = await self._until_it_rests(one.id)
        return seen

    async def _open(self, official: Official) -> None:
        try:
            known = await self.parts.people.one(PersonId(official.username))
        except PersonNotFound:
            new = NewPerson(
                id=official.username,
                username=official.username,
                name=official.name,
                honorific=official.honorific,
                email=official.email,
            )
            try:
                await self._again(partial(self.parts.accounts.open, new, by=_SETUP))
            except UsernameTaken as error:
                raise CannotSetUp(f"The username {official.username} belongs to somebody else.") from error
        else:
            if known.name != official.name:
                raise CannotSetUp(f"{official.username} is the account of {known.name}: choose another username.")

    async def _appoint(self, role: Role, official: Official) -> None:
        today = day_of(utc_now())
        appoint = partial(self.parts.personnel.appoint, official.username, role, _PLACES[role], by=_SETUP)
        try:
            holding = await self.parts.personnel.posts.get(_PLACES[role].post_id(role, official.username))
            if holding and any(each.person_id == official.username for each in holding.holdings):
                return
            await self._again(partial(appoint, since=today))
        except PostHeld as error:
            raise CannotSetUp(f"Somebody else is {role} already: use the pages to change that.") from error

    async def _until_it_rests(self, import_id: ImportId) -> ImportView:
        queries = ImportQueries(self.parts.platform.store)
        end = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while True:
            view = await queries.view(import_id)
            if view.state not in RUNNING:
                return view
            if asyncio.get_running_loop().time() > end:
                raise CannotSetUp("The import does not move: is membership running? It goes on by itself when it is.")
            await asyncio.sleep(_PAUSE_SECONDS)

    def _governorate(self) -> OfficeFacts:
        kind = _DATA["kinds"][0]
        return OfficeFacts(
            id=_GOVERNORATE,
            name=f"فرمانداری شهرستان {self.profile.county.name}",
            short_name="فرمانداری",
            kind=kind["id"],
            kind_name=kind["plural"],
            kind_order=1,
            executive=True,
            active_from=day_of(utc_now()),
        )

    async def _again(self, step: Callable[[], Awaitable[Result]]) -> Result:
        """Do a step in one unit of work, as often as somebody else is faster; the audit trail names the command."""
        with acting(lambda: Actor(deed=_DEED)):
            return await self.parts.platform.store.run_again(step)


@asynccontextmanager
async def first_day(profile: Profile) -> AsyncIterator[FirstDay]:
    """Open the database of membership for the length of the block."""
    parts = real_parts(read_settings(Settings))
    try:
        yield FirstDay(parts, profile)
    finally:
        await parts.platform.store.close()


def _bodies() -> list[Body]:
    roles = tuple(BodyRole(role["id"], role["name"]) for role in _DATA["roles"])
    return [
        Body(
            id=BodyId(body["id"]),
            name=body["name"],
            kind=body["kind"],
            roles=roles,
            short_name=body["short_name"],
            roster_public=body["roster_public"],
            term_months=body["term_months"],
            series=body["series"],
            texts=LetterTexts(legal_basis=(body["legal_basis"],), duties=tuple(body["duties"])),
        )
        for body in _DATA["bodies"]
    ]


async def do_first_day(profile: Profile, spreadsheets: Sequence[Path], *, say: Callable[[str], None]) -> Sequence[str]:
    """Do all that can be done now, and return what is left, a sentence each.

    Raises CannotSetUp when something is in the way.
    """
    left: list[str] = []
    async with first_day(profile) as day:
        await day.found()
        say("The governorate, the council and the media headquarters are there.")
        for each in await day.invite():
            say(f"{each.role}: {each.person.name}, {each.link or 'has signed in already'}")
        if not spreadsheets:
            left.append("The offices: name a spreadsheet under [offices] in the profile, or use /membership/imports.")
        for file in spreadsheets:
            left += _told(await day.bring_in(file.name, file.read_bytes()), say)
        left += await _ways_out(profile, day, say)
        say(await day.about_reports())
    return left


def offices_template() -> bytes:
    """Return the spreadsheet in which the offices and their PR managers are entered."""
    return template([kind["plural"] for kind in _DATA["kinds"]])


def _told(seen: ImportView, say: Callable[[str], None]) -> list[str]:
    if seen.state is State.DONE:
        say(f"Offices: {seen.created} rows made, {seen.changed} changed, {seen.unchanged} as they were.")
        return []
    if seen.why:
        return [f"The offices: {seen.why}"]
    rows = [_told_of(each) for each in seen.errors]
    more = seen.error_count - len(rows)
    return [*rows, f"… and {more} more rows."] if more else rows


def _told_of(error: RowError) -> str:
    where = f"The offices, sheet «{error.sheet}», row {error.row}" if error.sheet else f"The offices, row {error.row}"
    return f"{where}: {error.sentence} {error.suggestion}".rstrip()


async def _ways_out(profile: Profile, day: FirstDay, say: Callable[[str], None]) -> list[str]:
    left = []
    if to := profile.operator.email:
        if trouble := await try_mail(profile, to, county=day.parts.platform.shell.county):
            left.append(f"The mail server did not take an e-mail to the operator: {trouble}.")
        else:
            say("An e-mail is on its way to the operator.")
            await day.note(Step.MAIL)
    else:
        left.append("The mail server was not tried: give the operator an e-mail address in the profile.")
    if profile.bale.token:
        if trouble := await try_bale(profile):
            left.append(f"Bale does not work: {trouble}.")
        else:
            say("Bale knows the bot.")
            await day.note(Step.BALE)
    else:
        say("Bale: the county has no bot.")
        await day.note(Step.BALE)
    return left
