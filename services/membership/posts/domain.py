"""A post, its holder and its history."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NewType

from shared.events.membership import PostHolderChanged

PostId = NewType("PostId", str)
"""`office/water:pr_manager`, `body/council:secretariat:dabir`, `county:operator:omid`."""

Role = Literal[
    "pr_manager", "head_of_office", "secretariat", "council_secretary", "governor", "jury", "auditor", "operator"
]

SHARED = frozenset({"secretariat", "jury", "auditor", "operator"})
"""Posts that several people hold at the same time, each a post of its own."""

OF_OFFICES = frozenset({"pr_manager", "head_of_office"})


class WrongOrder(Exception):
    """A change of holder before the last one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose post it is: an office's, a body's, or the county's when neither is given."""

    office_id: str | None = None
    body_id: str | None = None

    def post_id(self, role: Role, person_id: str) -> PostId:
        """The id of a post here; a post that several share has its holder in it."""
        of_body = f"body/{self.body_id}" if self.body_id else "county"
        place = f"office/{self.office_id}" if self.office_id else of_body
        return PostId(f"{place}:{role}:{person_id}" if role in SHARED else f"{place}:{role}")


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held a post and when; `until` is the last day. `acting` is a «سرپرست»."""

    person_id: str
    since: date
    acting: bool = False
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the post was held on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(slots=True)
class Post:
    """A post: its holder is never overwritten, one holding ends and another begins."""

    id: PostId
    role: Role
    office_id: str | None = None
    body_id: str | None = None
    holder: Holding | None = None
    past: tuple[Holding, ...] = ()
    version: int = 0

    def appoint(self, person_id: str, *, name: str, since: date, acting: bool) -> PostHolderChanged | None:
        """Begin a holding and end the one before. None when it is so already. Raises WrongOrder."""
        new = Holding(person_id, since, acting)
        before = self.holder
        if new == before:
            return None
        self._end(since - timedelta(days=1))
        self.holder = new
        return self._changed(before, since, name=name)

    def vacate(self, *, last_day: date) -> PostHolderChanged | None:
        """End the holding. None when nobody holds the post."""
        before = self.holder
        if before is None:
            return None
        self._end(last_day)
        return self._changed(before, last_day + timedelta(days=1))

    def holder_on(self, day: date) -> Holding | None:
        """Who held the post on a day."""
        holdings = (*self.past, self.holder) if self.holder else self.past
        return next((holding for holding in holdings if holding.covers(day)), None)

    def _end(self, last_day: date) -> None:
        if self.holder is None:
            if self.past and self.past[-1].until and last_day < self.past[-1].until:
                raise WrongOrder("این تاریخ پیش از پایان دوره قبلی است.")
            return
        if last_day < self.holder.since:
            raise WrongOrder("این تاریخ پیش از آغاز دوره فعلی است.")
        ended = Holding(self.holder.person_id, self.holder.since, self.holder.acting, last_day)
        self.past = (*self.past, ended)
        self.holder = None

    def _changed(self, before: Holding | None, since: date, *, name: str | None = None) -> PostHolderChanged:
        return PostHolderChanged(
            post_id=self.id,
            office_id=self.office_id,
            body_id=self.body_id,
            role=self.role,
            person_id=self.holder.person_id if self.holder else None,
            person_name=name,
            previous_person_id=before.person_id if before else None,
            acting=self.holder.acting if self.holder else False,
            since=since,
        )
