"""Reads the demo county from its files, checks it, and places it in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from deploy.local.county.facts import (
    Article,
    Bodies,
    Bulletin,
    Closures,
    Decree,
    Follower,
    Handover,
    Kind,
    Office,
    Person,
    Register,
    RemarkOfReader,
    Reports,
    Template,
    Topic,
)
from deploy.local.county.newsroom_facts import DeskItem, Guide, Picture
from deploy.local.county.scenery.land import LANDS, SKIES
from deploy.local.county.scenery.things import THINGS
from shared.persian.jalali import JalaliDate, NotADate, day_of
from shared.persian.periods import Period, PeriodKind
from shared.persian.workdays import Closure, DueRule, WorkCalendar

NAME = "بهاردشت"
_A_REPORT_AGO = 62
"""Reports on the past month were handed in fewer days ago than this."""
_HERE = Path(__file__).parent
_Shape = TypeVar("_Shape")


class NotACounty(ValueError):
    """The files contradict one another."""


@dataclass(frozen=True, slots=True)
class County:
    """Everything of the demo county, with every reference known to hold."""

    kinds: tuple[Kind, ...]
    offices: tuple[Office, ...]
    bodies: Bodies
    people: tuple[Person, ...]
    handover: Handover
    topics: tuple[Topic, ...]
    articles: tuple[Article, ...]
    pictures: tuple[Picture, ...]
    guide: Guide
    drafts: tuple[DeskItem, ...]
    bulletins: tuple[Bulletin, ...]
    remarks: tuple[RemarkOfReader, ...]
    followers: tuple[Follower, ...]
    decrees: Register
    template: Template
    reports: Reports
    closures: Closures

    def calendar(self, today: date) -> WorkCalendar:
        """Return the working days of the Jalali year before, of this one and of the next."""
        year = JalaliDate.of(today).year
        closures = (closure for near in (year - 1, year, year + 1) for closure in self._closed_in(near))
        return WorkCalendar(f"{year}.1", tuple(week.dated for week in self.closures.weeks), tuple(closures))

    def past_period(self, today: date) -> Period:
        return _months_before(today, self.reports.past.months_before)

    def open_period(self, today: date) -> Period:
        return _months_before(today, self.reports.open.months_before)

    def past_rule(self) -> DueRule:
        return DueRule(self.template.due_nth_working_day)

    def open_rule(self, today: date) -> DueRule:
        """Return the rule by which the open period is due in just as many working days as the story wants."""
        worked = self.calendar(today).working_days_left(self.open_period(today).last_day, today)
        return DueRule(worked + self.reports.open.due_in_working_days)

    def issued_on(self, decree: Decree, today: date) -> date:
        """Return the decree's day. All fall in this Jalali year: early in the year they move together."""
        return _in_this_year(decree.days_ago, today, at_most=self._oldest_decree)

    def valid_from(self, decree: Decree, today: date) -> date:
        """Return the day from which the membership counts. An amendment does not move it."""
        return self.issued_on(self._amended(decree) or decree, today)

    def revoked_on(self, decree: Decree, today: date) -> date | None:
        """Return the day on which the decree lost its force, not before it was issued."""
        if decree.revoked is None:
            return None
        return _in_this_year(decree.revoked.days_ago, today, at_most=self._oldest_decree)

    def published_at(self, article: Article, now: datetime) -> datetime:
        return article.published.at(now)

    def changed_at(self, article: Article, now: datetime) -> datetime | None:
        """Return when the article was corrected or withdrawn, nothing if it never was."""
        change = article.correction or article.withdrawal
        return None if change is None else article.published.at(now) + timedelta(hours=change.hours_after)

    def pr_manager_of(self, office_id: str) -> Person | None:
        """Return the office's manager or «سرپرست»; nothing is a vacancy."""
        holders = (
            person
            for person in self.people
            if any(post.role == "pr_manager" and post.office_id == office_id for post in person.posts)
        )
        return next(holders, None)

    def working_offices(self, now: datetime) -> tuple[Office, ...]:
        """Return the offices that are open and from which reports are expected."""
        today = day_of(now)
        return tuple(office for office in self.offices if (office.active_to(today) or today) >= today)

    def _amended(self, decree: Decree) -> Decree | None:
        return next((each for each in self.decrees.decrees if each.number == decree.amends), None)

    @property
    def _oldest_decree(self) -> int:
        return max(decree.days_ago for decree in self.decrees.decrees)

    def _closed_in(self, year: int) -> Iterator[Closure]:
        for fixed in self.closures.fixed:
            try:
                yield Closure(JalaliDate(year, fixed.month, fixed.day).to_date(), fixed.title)
            except NotADate:  # 30 Esfand of a year that is no leap year
                continue


def load(folder: Path = _HERE) -> County:
    """Read the county's files.

    Raises:
        ValidationError: a file has another shape.
        NotACounty: a name stands twice, or points at nothing.
    """
    county = County(
        kinds=_read(folder / "kinds.json", tuple[Kind, ...]),
        offices=_read(folder / "offices.json", tuple[Office, ...]),
        bodies=_read(folder / "bodies.json", Bodies),
        people=_read(folder / "people.json", tuple[Person, ...]),
        handover=_read(folder / "handover.json", Handover),
        topics=_read(folder / "topics.json", tuple[Topic, ...]),
        articles=_read(folder / "articles.json", tuple[Article, ...]),
        pictures=_read(folder / "pictures.json", tuple[Picture, ...]),
        guide=_read(folder / "guide.json", Guide),
        drafts=_read(folder / "drafts.json", tuple[DeskItem, ...]),
        bulletins=_read(folder / "bulletins.json", tuple[Bulletin, ...]),
        remarks=_read(folder / "remarks.json", tuple[RemarkOfReader, ...]),
        followers=_read(folder / "followers.json", tuple[Follower, ...]),
        decrees=_read(folder / "decrees.json", Register),
        template=_read(folder / "template.json", Template),
        reports=_read(folder / "reports.json", Reports),
        closures=_read(folder / "closures.json", Closures),
    )
    _check(county)
    return county


def _read(file: Path, shape: type[_Shape]) -> _Shape:
    return TypeAdapter(shape).validate_json(file.read_bytes())


def _check(county: County) -> None:
    names = {
        "kind": _once("kind", (kind.id for kind in county.kinds)),
        "office": _once("office", (office.id for office in county.offices)),
        "body": _once("body", (body.id for body in county.bodies.bodies)),
        "body kind": _once("body kind", (kind.id for kind in county.bodies.kinds)),
        "role": _once("role", (role.id for role in county.bodies.roles)),
        "person": _once("person", (person.id for person in _everybody(county))),
        "article": _once("article", (article.id for article in county.articles)),
        "sky": frozenset(SKIES),
        "land": frozenset(LANDS),
        "thing": frozenset(THINGS),
        "topic": _once("topic", (topic.id for topic in county.topics)),
        "item": _once("item", (item.code for section in county.template.sections for item in section.items)),
        "decree": _once("decree", (str(decree.number) for decree in county.decrees.decrees)),
    }
    _once("office code", (office.code for office in county.offices))
    _once("username", (person.username for person in _everybody(county)))
    _once("picture", (picture.id for picture in county.pictures))
    _once("draft", (draft.id for draft in county.drafts))
    _once("follower", (follower.id for follower in county.followers))
    _once("address", _addresses(county))
    for what, name in (*_of_the_directory(county), *_of_what_is_written(county)):
        if name not in names[what]:
            raise NotACounty(f"no {what} is called {name!r}")
    numbers = [decree.number for decree in county.decrees.decrees]
    if numbers != list(range(1, len(numbers) + 1)):
        raise NotACounty("the register has a gap")
    if any(later.days_ago > earlier.days_ago for earlier, later in pairwise(county.decrees.decrees)):
        raise NotACounty("the register's numbers are not in the order of its dates")
    for fault in (*_of_the_register(county), *_of_the_reports(county)):
        raise NotACounty(fault)


def _of_the_register(county: County) -> Iterator[str]:
    """Say what a decree tells that is not so: a correction of what was right, a member who held no post that day."""
    entries = {decree.number: decree for decree in county.decrees.decrees}
    held = {
        (person.id, post.office_id): post.since_days_ago
        for person in county.people
        for post in person.posts
        if post.role == "pr_manager"
    }
    for decree in county.decrees.decrees:
        amended = entries[decree.amends] if decree.amends else None
        if amended and (amended.person_id, amended.body_id) != (decree.person_id, decree.body_id):
            yield f"decree {decree.number} corrects the decree of somebody else"
        if amended and amended.term_months == decree.term_months:
            yield f"decree {decree.number} corrects a term that was right"
        for office_id in () if decree.revoked else decree.office_ids:
            if held.get((decree.person_id, office_id), 0) < decree.days_ago:
                yield f"decree {decree.number}: {decree.person_id!r} did not hold the post in {office_id!r} on that day"


def _of_the_reports(county: County) -> Iterator[str]:
    """Say who would have handed in the report on the past month before they held the post."""
    for person in county.people:
        for post in person.posts:
            if post.role == "pr_manager" and post.since_days_ago < _A_REPORT_AGO:
                yield f"{person.id!r} reported for {post.office_id!r} before holding the post there"


def _once(what: str, names: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise NotACounty(f"the {what} {name!r} occurs twice")
        seen.add(name)
    return frozenset(seen)


def _everybody(county: County) -> Iterator[Person]:
    yield from county.people
    yield county.handover.successor


def _addresses(county: County) -> Iterator[str]:
    for person in _everybody(county):
        yield person.email
        if person.bale_chat_id is not None:
            yield str(person.bale_chat_id)
    yield from (follower.address for follower in county.followers)


def _of_the_directory(county: County) -> Iterator[tuple[str, str]]:
    """Name every reference of offices, bodies and people: what it points at, and its name."""
    for office in county.offices:
        yield "kind", office.kind
        if office.successor_id:
            yield "office", office.successor_id
    for body in county.bodies.bodies:
        yield "body kind", body.kind
    yield "office", county.handover.office_id
    for post in (post for person in county.people for post in person.posts):
        if post.office_id:
            yield "office", post.office_id
        if post.body_id:
            yield "body", post.body_id


def _of_what_is_written(county: County) -> Iterator[tuple[str, str]]:
    written: tuple[Article | DeskItem, ...] = (*county.articles, *county.drafts)
    for item in written:
        yield item.publisher.kind, item.publisher.id
        yield from (("topic", topic) for topic in item.topics)
    yield from (("office", article.together_with) for article in county.articles if article.together_with)
    yield "article", county.guide.article
    for picture in county.pictures:
        yield from (("article", picture.article), ("sky", picture.sky), ("land", picture.land))
        yield from (("thing", thing) for thing in picture.things)
    for bulletin in county.bulletins:
        yield "office", str(bulletin.data["office_id"])
    for topic in (topic for follower in county.followers for topic in follower.topics if topic != "all"):
        kind, _, name = topic.partition("/")
        yield kind, name
    for decree in county.decrees.decrees:
        yield from (("body", decree.body_id), ("person", decree.person_id), ("role", decree.role))
        yield from (("office", office_id) for office_id in decree.office_ids)
        if decree.amends:
            yield "decree", str(decree.amends)
    reported = [(report.office_id, report.values) for report in county.reports.past.reports]
    reported += [(report.office_id, report.values) for report in county.reports.open.begun]
    for office_id, values in reported:
        yield "office", office_id
        yield from (("item", code) for code in values)


def _months_before(today: date, months: int) -> Period:
    period = Period.containing(today)
    for _ in range(months):
        period = period.previous
    return period


def _in_this_year(days_ago: int, today: date, *, at_most: int) -> date:
    elapsed = (today - Period.containing(today, PeriodKind.YEAR).first_day).days
    return today - timedelta(days=days_ago if at_most <= elapsed else days_ago * elapsed // at_most)
