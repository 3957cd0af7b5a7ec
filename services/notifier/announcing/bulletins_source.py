"""Outages, alerts and occasions of other systems as followers are told of them (ADR 41)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.domain import Audience, Kind, Notice, NoticeId
from services.notifier.notices.usecases import ToldBefore
from services.notifier.topics.domain import (
    ALERTS,
    GAS_OUTAGES,
    OCCASIONS,
    POWER_OUTAGES,
    WATER_OUTAGES,
    Topic,
    TopicId,
    place_topic,
)
from services.notifier.topics.usecases import TopicDirectory, name_of
from shared.events import Event
from shared.events.neighbours import (
    AlertIssued,
    AlertLifted,
    OccasionAnnounced,
    OccasionCancelled,
    OutageAnnounced,
    OutageEnded,
)
from shared.language.spans import moment_of, span
from shared.persian.digits import persian_digits
from shared.persian.text import for_finding, for_keeping

_WORTH_SENDING_FOR: Final = timedelta(hours=12)
"""After its beginning, when nobody said when it ends."""
_END_WORTH_SENDING_FOR: Final = timedelta(hours=6)
_PLACES_IN_TITLE: Final = 3

OUTAGE = Kind(name="outage.announced", label="قطعی", icon="plug-connected-x")
OUTAGE_CHANGED = Kind(name="outage.changed", label="تغییر قطعی", icon="plug-connected-x")
OUTAGE_ENDED = Kind(name="outage.ended", label="پایان قطعی", icon="plug-connected-x")
ALERT = Kind(name="alert.issued", label="هشدار", icon="alert-triangle")
ALERT_CHANGED = Kind(name="alert.changed", label="تغییر هشدار", icon="alert-triangle")
ALERT_LIFTED = Kind(name="alert.lifted", label="رفع هشدار", icon="alert-triangle")
OCCASION = Kind(name="occasion.announced", label="رویداد", icon="calendar-event")
OCCASION_CHANGED = Kind(name="occasion.changed", label="تغییر رویداد", icon="calendar-event")
OCCASION_CANCELLED = Kind(name="occasion.cancelled", label="لغو رویداد", icon="calendar-event")
KINDS = (
    OUTAGE,
    OUTAGE_CHANGED,
    OUTAGE_ENDED,
    ALERT,
    ALERT_CHANGED,
    ALERT_LIFTED,
    OCCASION,
    OCCASION_CHANGED,
    OCCASION_CANCELLED,
)

_CHANGED: Final = "تغییر کرد؛ این متن جای پیام پیشین را می‌گیرد."
_OUTAGES: Final[Mapping[str, tuple[str, Topic]]] = {
    "water": ("قطع آب", WATER_OUTAGES),
    "electricity": ("قطع برق", POWER_OUTAGES),
    "gas": ("قطع گاز", GAS_OUTAGES),
}
_LEVELS: Final[Mapping[str, str]] = {"yellow": "زرد", "orange": "نارنجی", "red": "قرمز"}
_HAZARDS: Final[Mapping[str, str]] = {"weather": "هواشناسی", "road": "راه"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What an announcement says, and which kinds of notices tell it."""

    kind: Kind
    when_changed: Kind
    topic: Topic
    office_id: str
    places: Sequence[str]
    title: str
    lines: Sequence[str]
    begins_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class BulletinSource:
    """Tells those who follow the office, a place or the kind; what changes or ends continues the first message."""

    announcer: Announcer
    told: ToldBefore
    directory: TopicDirectory
    public_url: str

    async def outage(self, event: OutageAnnounced) -> None:
        """Tell of an outage, or of what is new about it."""
        name, topic = _OUTAGES[event.utility]
        planned = "برنامه‌ریزی‌شده" if event.is_planned else "پیش‌بینی‌نشده"
        words = _Words(
            kind=OUTAGE,
            when_changed=OUTAGE_CHANGED,
            topic=topic,
            office_id=event.office_id,
            places=event.places,
            title=f"{name}: {_some(event.places)}",
            lines=(
                f"{span(event.begins_at, event.ends_at)} ({planned})",
                _all(event.places),
                _named("محدوده", event.area),
                _named("دلیل", event.reason),
            ),
            begins_at=event.begins_at,
            ends_at=event.ends_at,
        )
        await self._announce(event, words)

    async def outage_ended(self, event: OutageEnded) -> None:
        """Tell those who were told of the outage that it is over, or does not take place."""
        await self._end(event, OUTAGE_ENDED, "رفع شد", at=event.ended_at, note=event.note)

    async def alert(self, event: AlertIssued) -> None:
        """Tell of an alert, or of what is new about it."""
        level = f"هشدار {_LEVELS[event.level]} {_HAZARDS[event.hazard]}"
        words = _Words(
            kind=ALERT,
            when_changed=ALERT_CHANGED,
            topic=ALERTS,
            office_id=event.office_id,
            places=event.places,
            title=f"{level}: {for_keeping(event.headline)} ({_some(event.places)})",
            lines=(span(event.begins_at, event.ends_at), _all(event.places), for_keeping(event.advice)),
            begins_at=event.begins_at,
            ends_at=event.ends_at,
        )
        await self._announce(event, words)

    async def alert_lifted(self, event: AlertLifted) -> None:
        """Tell those who were warned that the danger is over."""
        await self._end(event, ALERT_LIFTED, "رفع شد", at=event.lifted_at, note=event.note)

    async def occasion(self, event: OccasionAnnounced) -> None:
        """Tell of an occasion, or of what is new about it."""
        where = "، ".join(for_keeping(name) for name in (event.venue, *event.places) if name)
        words = _Words(
            kind=OCCASION,
            when_changed=OCCASION_CHANGED,
            topic=OCCASIONS,
            office_id=event.office_id,
            places=event.places,
            title=for_keeping(event.title),
            lines=(span(event.begins_at, event.ends_at), where, for_keeping(event.summary)),
            begins_at=event.begins_at,
            ends_at=event.ends_at,
        )
        await self._announce(event, words)

    async def occasion_cancelled(self, event: OccasionCancelled) -> None:
        """Tell those who were told of the occasion that it does not take place."""
        await self._end(event, OCCASION_CANCELLED, "برگزار نمی‌شود", at=event.cancelled_at, note=event.note)

    async def _announce(self, event: Event, words: _Words) -> None:
        await self.directory.add_places(words.places)
        at = self.announcer.now()
        expires_at = words.ends_at or max(words.begins_at, at) + _WORTH_SENDING_FOR
        notice = Notice(
            id=NoticeId(event.subject),
            kind=words.kind.name,
            subject=event.subject,
            title=words.title,
            text=_paragraphs(*words.lines, await self._office(words.office_id)),
            link=self._link(event),
            link_label="آخرین وضع",
            audience=Audience(topics=_topics_of(words)),
            at=at,
            expires_at=expires_at,
        )
        history = await self.told.history([event.subject])
        last = history.latest(event.subject)
        if last is None:
            if expires_at > at:
                await self.announcer.tell(notice)
        elif not _is_same(last, notice):
            await self.announcer.tell(
                replace(
                    notice,
                    id=_next_id(event.subject, history.number(event.subject)),
                    kind=words.when_changed.name,
                    # When it is over by now, only those hear of the change who believe that it lasts.
                    audience=Audience(topics=_topics_of(words) if expires_at > at else (), told_of=event.subject),
                    expires_at=expires_at if expires_at > at else at + _END_WORTH_SENDING_FOR,
                    replaces=last.id,
                    change=_CHANGED,
                )
            )

    async def _end(
        self, event: OutageEnded | AlertLifted | OccasionCancelled, kind: Kind, deed: str, *, at: datetime, note: str
    ) -> None:
        history = await self.told.history([event.subject])
        last = history.latest(event.subject)
        if last is None or last.kind == kind.name:
            # Whom nobody told of the beginning need not hear of the end; and nobody hears of it twice.
            return
        now = self.announcer.now()
        await self.announcer.tell(
            Notice(
                id=_next_id(event.subject, history.number(event.subject)),
                kind=kind.name,
                subject=event.subject,
                title=f"{deed}: {last.title}",
                text=_paragraphs(moment_of(at), for_keeping(note), await self._office(event.office_id)),
                link=self._link(event),
                link_label="آخرین وضع",
                audience=Audience(told_of=event.subject),
                at=now,
                expires_at=now + _END_WORTH_SENDING_FOR,
                replaces=last.id,
                change=f"{deed}: {last.title}",
            )
        )

    def _link(self, event: Event) -> str:
        """The page of the bulletin, which news serves."""
        return f"{self.public_url}/bulletins/{quote(event.subject, safe='/:')}"

    async def _office(self, office_id: str) -> str:
        return await name_of(self.directory.topics, TopicId(f"office/{office_id}"))


def _next_id(subject: str, told: int) -> NoticeId:
    """The events of a subject come in their order, so its notices are numbered: the second is `outage/water:1#2`."""
    return NoticeId(f"{subject}#{told + 1}")


def _is_same(last: Notice, notice: Notice) -> bool:
    """Whether a reader of the last one learns nothing new: other spellings and signs are nothing new."""
    return _said(last) == _said(notice)


def _said(notice: Notice) -> tuple[str, str, set[str]]:
    return for_finding(notice.title), for_finding(notice.text), set(notice.audience.topics)


def _topics_of(words: _Words) -> Sequence[str]:
    places = dict.fromkeys(map(place_topic, words.places))
    return (f"office/{words.office_id}", words.topic.id, *places)


def _some(places: Sequence[str]) -> str:
    shown, more = [for_keeping(name) for name in places[:_PLACES_IN_TITLE]], len(places) - _PLACES_IN_TITLE
    if more > 0:
        return f"{'، '.join(shown)} و {persian_digits(more)} جای دیگر"
    return " و ".join(filter(None, ("، ".join(shown[:-1]), shown[-1])))


def _all(places: Sequence[str]) -> str:
    """All places, when the title has not room for them."""
    return "، ".join(map(for_keeping, places)) if len(places) > _PLACES_IN_TITLE else ""


def _named(name: str, text: str) -> str:
    return f"{name}: {for_keeping(text)}" if text else ""


def _paragraphs(*lines: str) -> str:
    return "\n\n".join(line for line in lines if line)
