"""A handover: it waits for the answers of the services, and is complete when every item was accepted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from services.membership.handovers.access import READ_HANDOVER, TAKE_OVER
from shared.events.catalogue import SERVICES
from shared.events.membership import HandoverCompleted, HandoverOpened
from shared.events.open_work import OpenItem
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

HandoverId = NewType("HandoverId", str)


class HandoverNotFound(Exception):
    """There is no such handover, or it is not for this reader."""


class ItemNotFound(Exception):
    """The handover has no such item."""


class HandoverOver(Exception):
    """The handover is complete, or was passed on to a later one; nothing in it changes any more."""


class RemarkMissing(Exception):
    """The deed needs a remark that says why, or what was done."""


class State(StrEnum):
    """Where a handover stands."""

    OPEN = "open"
    COMPLETED = "completed"
    PASSED_ON = "passed_on"


class ItemState(StrEnum):
    """Where an item stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody by id and by the name at that time: the record is kept and printed as it was signed."""

    person_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who accepted or refused an item, when, and the remark."""

    by: Party
    at: datetime
    in_place: bool = False
    """Whether the secretariat decided in the place of the next holder."""
    remark: str = ""


@dataclass(slots=True)
class Item:
    """One thing that is handed over."""

    number: int
    """Counts from 1 in the order in which the items arrived, and tells them apart."""
    service: str
    key: str
    """The id of the thing in its service."""
    kind: str
    title: str
    href: str
    due: date | None = None
    note: str = ""
    state: ItemState = ItemState.WAITING
    decision: Decision | None = None

    @property
    def thing(self) -> tuple[str, str, str]:
        """Tells the thing apart from all others."""
        return self.service, self.kind, self.key

    @property
    def is_settled(self) -> bool:
        """Whether somebody answers for it now."""
        return self.state is ItemState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a service."""

    service: str
    at: datetime
    more: int = 0
    """The number of things that the service did not list one by one."""


@dataclass(slots=True)
class Handover:
    """What the holder of a post left behind, and what became of each thing.

    The list is the one of the day on which the services answered. What began later is found at the desk of the post.
    """

    id: HandoverId
    post_id: str
    role: str
    place: str
    """The name of the office or body; empty for a post of the county."""
    leaving: Party
    since: date
    """The first day on which the person no longer holds the post."""
    opened_at: datetime
    office_id: str | None = None
    body_id: str | None = None
    coming: Party | None = None
    """The next holder; None while the post is vacant, and then the secretariat answers for the pack."""
    asked: tuple[str, ...] = SERVICES
    answers: tuple[Answer, ...] = ()
    items: tuple[Item, ...] = ()
    state: State = State.OPEN
    completed_at: datetime | None = None
    passed_on_to: HandoverId | None = None
    version: int = 0

    @property
    def path(self) -> str:
        """Its page."""
        return path_of(self.id)

    @property
    def is_open(self) -> bool:
        """Whether something in it can still change."""
        return self.state is State.OPEN

    @property
    def unanswered(self) -> list[str]:
        """The services whose answer is missing."""
        answered = {answer.service for answer in self.answers}
        return [service for service in self.asked if service not in answered]

    @property
    def unsettled(self) -> list[Item]:
        """The items for which nobody answers yet."""
        return [item for item in self.items if not item.is_settled]

    @property
    def refused(self) -> list[Item]:
        """The items that the secretariat has to look at."""
        return [item for item in self.items if item.state is ItemState.REFUSED]

    def item(self, number: int) -> Item:
        """Return the item of a row. Raises ItemNotFound."""
        for item in self.items:
            if item.number == number:
                return item
        raise ItemNotFound("این مورد در صورت‌جلسه نیست.")

    def more_in(self, service: str) -> int:
        """The number of things of a service that are not listed one by one."""
        return sum(answer.more for answer in self.answers if answer.service == service)

    def opened(self) -> HandoverOpened:
        """Ask the services what is open."""
        return HandoverOpened(
            handover_id=self.id,
            post_id=self.post_id,
            office_id=self.office_id,
            body_id=self.body_id,
            role=self.role,
            from_person_id=self.leaving.person_id,
            to_person_id=self.coming.person_id if self.coming else None,
            since=self.since,
        )

    def go_to(self, coming: Party) -> None:
        """The post, which was vacant, has its next holder."""
        self._must_be_open()
        self.coming = coming

    def go_to_another(self, right: Party, *, instead_of: str) -> None:
        """The next holder is somebody else than was entered; what that person has decided is decided anew."""
        self._must_be_open()
        self.coming = right
        for item in self.items:
            if item.decision and item.decision.by.person_id == instead_of and not item.decision.in_place:
                item.state, item.decision = ItemState.WAITING, None

    def take(self, service: str, listed: Sequence[OpenItem], *, more: int, at: datetime) -> bool:
        """Enter the answer of a service, and say whether that was its first one, which alone counts.

        A thing that an earlier handover passed on keeps its row, with what the service says of it now.
        """
        if not self.is_open or service not in self.unanswered:
            return False
        self.answers = (*self.answers, Answer(service, at, more))
        rows = {item.thing: item for item in self.items}
        for each in listed:
            row = rows.get((service, each.kind, each.id))
            if row is None:
                row = Item(len(rows) + 1, service, each.id, each.kind, each.title, each.href)
                rows[row.thing] = row
            row.title, row.href, row.due, row.note = each.title, each.href, each.due, each.note
        self.items = tuple(rows.values())
        return True

    def accept(self, number: int, *, by: Viewer, at: datetime, remark: str = "") -> bool:
        """Take over one item, and say whether that changed anything.

        Raises NotAllowed, ItemNotFound or HandoverOver, and RemarkMissing when the secretariat settles what the next
        holder has refused without saying how.
        """
        decision = self._decision(by, at, remark)
        item = self.item(number)
        if item.is_settled:
            return False
        self._must_be_open()
        if decision.in_place and item.state is ItemState.REFUSED and not remark:
            raise RemarkMissing("بنویسید این مورد چگونه رسیدگی شد.")
        item.state, item.decision = ItemState.ACCEPTED, decision
        return True

    def accept_all(self, service: str, *, by: Viewer, at: datetime) -> bool:
        """Take over all items of a service that nobody has refused, and say whether there were any.

        Raises NotAllowed or HandoverOver.
        """
        decision = self._decision(by, at)
        waiting = [item for item in self.items if item.service == service and item.state is ItemState.WAITING]
        if waiting:
            self._must_be_open()
        for item in waiting:
            item.state, item.decision = ItemState.ACCEPTED, decision
        return bool(waiting)

    def refuse(self, number: int, *, by: Viewer, at: datetime, remark: str) -> None:
        """Leave an item to the secretariat. Raises NotAllowed, ItemNotFound, HandoverOver or RemarkMissing."""
        decision = self._decision(by, at, remark)
        item = self.item(number)
        self._must_be_open()
        if item.is_settled:
            raise HandoverOver("این مورد پذیرفته شده است.")
        if not remark:
            raise RemarkMissing("دلیل نپذیرفتن را بنویسید.")
        item.state, item.decision = ItemState.REFUSED, decision

    def complete(self, *, at: datetime) -> HandoverCompleted | None:
        """End the handover when all services have answered and every item is settled. None when it is not so yet."""
        if not self.is_open or self.unanswered or self.unsettled:
            return None
        self.state, self.completed_at = State.COMPLETED, at
        return HandoverCompleted(
            handover_id=self.id,
            post_id=self.post_id,
            office_id=self.office_id,
            body_id=self.body_id,
            role=self.role,
            from_person_id=self.leaving.person_id,
            to_person_id=self.coming.person_id if self.coming else None,
            completed_at=at,
        )

    def pass_on_to(self, later: "Handover") -> None:
        """End this handover because the next holder leaves, too: what is not settled begins anew in the later one."""
        self._must_be_open()
        self.state, self.passed_on_to = State.PASSED_ON, later.id
        later.items = tuple(_passed_on(self.unsettled))

    def is_readable_by(self, viewer: Viewer) -> bool:
        """Whether this person may read it."""
        return READ_HANDOVER.allows(viewer, *self._owners)

    def can_be_taken_over_by(self, viewer: Viewer) -> bool:
        """Whether this person may accept and refuse items now."""
        return self.is_open and not self._has_left(viewer) and TAKE_OVER.allows(viewer, *self._owners)

    def is_in_place(self, viewer: Viewer) -> bool:
        """Whether this person would act in the place of the next holder."""
        return self.coming is None or viewer.person_id != self.coming.person_id

    def _decision(self, by: Viewer, at: datetime, remark: str = "") -> Decision:
        TAKE_OVER.require(by, *self._owners)
        if self._has_left(by):
            raise NotAllowed("تحویل‌دهنده نمی‌تواند به جای تحویل‌گیرنده بپذیرد.")
        return Decision(Party(by.person_id, by.name), at, self.is_in_place(by), remark)

    def _has_left(self, viewer: Viewer) -> bool:
        """Whether this person left the post and did not return to it."""
        has_returned = self.coming is not None and self.coming.person_id == self.leaving.person_id
        return viewer.person_id == self.leaving.person_id and not has_returned

    @property
    def _owners(self) -> list[str]:
        """The next holder, unless that one has left the post meanwhile, too."""
        if self.coming is None or self.state is State.PASSED_ON:
            return []
        return [f"person/{self.coming.person_id}"]

    def _must_be_open(self) -> None:
        match self.state:
            case State.OPEN:
                return
            case State.COMPLETED:
                raise HandoverOver("این تحویل و تحول کامل شده است.")
            case State.PASSED_ON:
                raise HandoverOver("سمت دوباره جابه‌جا شده است؛ موردهای مانده در تحویل و تحول بعدی است.")


def path_of(handover_id: str) -> str:
    """The page of a handover."""
    return f"/membership/handovers/{handover_id}"


def by_service(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Sort items by the service that listed them, in the order of the services."""
    groups: dict[str, list[Item]] = {service: [] for service in SERVICES}
    for item in items:
        groups.setdefault(item.service, []).append(item)
    return {service: rows for service, rows in groups.items() if rows}


def _passed_on(items: Iterable[Item]) -> Iterator[Item]:
    for number, item in enumerate(items, start=1):
        yield Item(number, item.service, item.key, item.kind, item.title, item.href, item.due, item.note)
