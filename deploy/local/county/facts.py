"""The shapes of the demo county's files. Every time in them counts back from now, so the county never grows old."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveFloat, PositiveInt, model_validator

from services.news.articles.states_domain import Kind as Sort
from shared.events import Event
from shared.events.catalogue import BY_TYPE
from shared.persian.jalali import TEHRAN, Weekday, day_of, parse_jalali
from shared.persian.workdays import WorkWeek


class Fact(BaseModel):
    """One entry of a file; a field nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(Fact):
    """A kind of office, with its place in lists."""

    id: str
    singular: str
    plural: str
    order: int
    executive: bool = True
    """Whether most offices of this kind are executive ones."""


class Office(Fact):
    """An office («دستگاه»); `id` stands in addresses."""

    id: str
    code: str
    name: str
    short_name: str
    kind: str
    executive: bool
    size_class: Literal["A", "B", "C"]
    head_title: str
    address: str
    phone: str
    publishes_directly: bool
    active_from_days_ago: PositiveInt
    active_to_days_ago: PositiveInt | None = None
    successor_id: str | None = None
    aliases: tuple[str, ...] = ()
    email: str = ""
    website: str = ""
    hall_capacity: PositiveInt | None = None
    work_week: str = "thu_fri"

    def active_from(self, today: date) -> date:
        return today - timedelta(days=self.active_from_days_ago)

    def active_to(self, today: date) -> date | None:
        """Return the last day of a closed office, nothing for one that works."""
        return None if self.active_to_days_ago is None else today - timedelta(days=self.active_to_days_ago)


class Named(Fact):
    id: str
    name: str


class Body(Fact):
    id: str
    kind: str
    name: str
    short_name: str
    roster_public: bool
    term_months: PositiveInt
    legal_basis: str
    duties: tuple[str, ...]


class Bodies(Fact):
    kinds: tuple[Named, ...]
    roles: tuple[Named, ...]
    bodies: tuple[Body, ...]


class Post(Fact):
    """What a person is, and where; an operator is so nowhere in particular. `acting` is a «سرپرست»."""

    role: Literal[
        "pr_manager", "head_of_office", "deputy", "liaison", "secretariat", "governor", "jury", "auditor", "operator"
    ]
    office_id: str | None = None
    body_id: str | None = None
    acting: bool = False
    since_days_ago: PositiveInt

    def since(self, today: date) -> date:
        return today - timedelta(days=self.since_days_ago)


class Person(Fact):
    """An invented person; honorific and pronoun are chosen, never guessed."""

    id: str
    name: str
    honorific: str
    pronoun: Literal["جنابعالی", "سرکار عالی"]
    username: str
    email: str
    bale_chat_id: int | None
    posts: tuple[Post, ...]


class Draft(Fact):
    """An article that is not finished."""

    headline: str
    lead: str
    text: str


class Handover(Fact):
    """The change of an office's manager, whose last one leaves a draft behind."""

    office_id: str
    days_ago: PositiveInt
    draft: Draft
    successor: Person


class Topic(Fact):
    id: str
    name: str
    county_wide: bool
    order: int


class Publisher(Fact):
    kind: Literal["office", "body"]
    id: str


class Moment(Fact):
    """Hours before now, or an hour (Tehran) of a day before today."""

    hours_ago: PositiveFloat | None = None
    days_ago: PositiveInt | None = None
    clock: time | None = None

    @model_validator(mode="after")
    def _is_said_in_one_way(self) -> Self:
        if (self.hours_ago is None) == (self.days_ago is None) or (self.days_ago is None) != (self.clock is None):
            raise ValueError("a moment is either hours_ago, or days_ago and clock")
        return self

    def at(self, now: datetime) -> datetime:
        """Return the instant, in UTC."""
        if self.days_ago is None or self.clock is None:
            return now.astimezone(UTC) - timedelta(hours=self.hours_ago or 0)
        return datetime.combine(day_of(now) - timedelta(days=self.days_ago), self.clock, TEHRAN).astimezone(UTC)


class Coming(Fact):
    """Hours from now, or an hour (Tehran) of a day counted from today; both may be negative."""

    in_hours: float | None = None
    in_days: int | None = None
    clock: time | None = None

    @model_validator(mode="after")
    def _is_said_in_one_way(self) -> Self:
        if (self.in_hours is None) == (self.in_days is None) or (self.in_days is None) != (self.clock is None):
            raise ValueError("a coming moment is either in_hours, or in_days and clock")
        return self

    def at(self, now: datetime) -> datetime:
        """Return the instant, in UTC, to the minute."""
        if self.in_days is None or self.clock is None:
            return (now.astimezone(UTC) + timedelta(hours=self.in_hours or 0)).replace(second=0, microsecond=0)
        return datetime.combine(day_of(now) + timedelta(days=self.in_days), self.clock, TEHRAN).astimezone(UTC)


class Bulletin(Fact):
    """What another system tells: an event without its times, and when it begins and ends or was over."""

    type: str
    data: dict[str, str | bool | tuple[str, ...]]
    begins: Coming | None = None
    ends: Coming | None = None
    ended: Coming | None = None

    def event(self, now: datetime) -> Event:
        """Return the event as of now."""
        times = {"begins_at": self.begins, "ends_at": self.ends, "ended_at": self.ended}
        said = {name: coming.at(now) for name, coming in times.items() if coming}
        return BY_TYPE[self.type].model_validate({**self.data, **said})


class RemarkOfReader(Fact):
    """What a reader wrote under an article."""

    helped: bool
    text: str


class Correction(Fact):
    hours_after: PositiveFloat
    note: str
    major: bool


class Withdrawal(Fact):
    hours_after: PositiveFloat
    explanation: str


class Article(Fact):
    id: str
    publisher: Publisher
    headline: str
    lead: str
    text: tuple[str, ...]
    topics: tuple[str, ...]
    published: Moment
    kind: Sort = Sort.NEWS
    answers: str = ""
    together_with: str | None = None
    correction: Correction | None = None
    withdrawal: Withdrawal | None = None

    @property
    def whole_text(self) -> str:
        """The paragraphs as they are typed, an empty line between."""
        return "\n\n".join(self.text)


class Follower(Fact):
    """A citizen who follows; `topics` are `all`, `office/{id}` or `body/{id}`, a Bale address is a chat's number."""

    id: str
    channel: Literal["email", "bale"]
    address: str
    topics: tuple[str, ...]
    days_ago: PositiveInt


class Revocation(Fact):
    days_ago: PositiveInt
    reason: str


class Decree(Fact):
    """An entry of the register; an amendment names the number that it corrects."""

    number: PositiveInt
    kind: Literal["membership", "amendment"]
    body_id: str
    person_id: str
    office_ids: tuple[str, ...]
    role: str
    days_ago: PositiveInt
    term_months: PositiveInt
    amends: PositiveInt | None = None
    note: str = ""
    revoked: Revocation | None = None


class Register(Fact):
    series: str
    decrees: tuple[Decree, ...]


class Item(Fact):
    """A line of the monthly report."""

    code: str
    label: str
    type: Literal["int", "percent", "text", "list"]
    source: Literal["auto", "declared", "carried_over"]
    required: bool
    n_a_allowed: bool
    hint: str
    unit: str = ""
    max_length: PositiveInt | None = None
    maximum: PositiveInt | None = None


class Section(Fact):
    id: str
    title: str
    items: tuple[Item, ...]


class Template(Fact):
    id: str
    version: PositiveInt
    name: str
    period_kind: Literal["month", "half", "year"]
    due_nth_working_day: PositiveInt
    sections: tuple[Section, ...]

    @property
    def items(self) -> dict[str, Item]:
        return {item.code: item for section in self.sections for item in section.items}


class Report(Fact):
    """What an office sent for the past period; `hours_before_due` is negative when it was late."""

    office_id: str
    outcome: Literal["on_time", "late", "nil", "missing"]
    hours_before_due: float | None = None
    values: dict[str, NonNegativeInt | str] = {}

    def submitted_at(self, due_at: datetime) -> datetime | None:
        """Return when it was sent, nothing if it never was."""
        return None if self.hours_before_due is None else due_at - timedelta(hours=self.hours_before_due)


class PastPeriod(Fact):
    months_before: PositiveInt
    reports: tuple[Report, ...]


class BegunReport(Fact):
    office_id: str
    values: dict[str, NonNegativeInt | str]


class OpenPeriod(Fact):
    months_before: PositiveInt
    due_in_working_days: PositiveInt
    begun: tuple[BegunReport, ...]


class Reports(Fact):
    nil_sentence: str
    past: PastPeriod
    open: OpenPeriod


class DatedWeek(Fact):
    """The week of offices from a Jalali day on."""

    since: str
    off: tuple[str, ...]
    half: tuple[str, ...]
    ends: time
    half_ends: time

    @property
    def dated(self) -> tuple[date, WorkWeek]:
        off, half = (frozenset(Weekday[name.upper()] for name in names) for names in (self.off, self.half))
        return parse_jalali(self.since), WorkWeek(off, half, self.ends, self.half_ends)


class FixedClosure(Fact):
    month: PositiveInt
    day: PositiveInt
    title: str


class Closures(Fact):
    note: str
    weeks: tuple[DatedWeek, ...]
    fixed: tuple[FixedClosure, ...]
