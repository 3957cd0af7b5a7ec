"""What becomes of an item, as author and desk hear of it: by the bell, mail or messenger, once, without its text."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notifier.announcing.newsroom_source import KINDS, NewsroomSource
from services.notifier.announcing.usecases import Announcer
from services.notifier.main import KINDS as ALL_KINDS
from services.notifier.notices.domain import Audience, Notice
from shared.events import Event
from shared.events.membership import MemberContactChanged, PeopleMerged
from shared.events.news import (
    NewsApproved,
    NewsAssigned,
    NewsCommented,
    NewsFallingDue,
    NewsReleased,
    NewsReturned,
    NewsWithdrawn,
    Publisher,
)
from shared.runtime.context import Cause, caused_by
from tests.notifier.conftest import World
from tests.notifier.events import NOON

DESK = "desk@bahardasht.example"
URL = "http://ravabet.test/n/desk/a1"
CHAT = 4712
COMMON: dict[str, Any] = {"article_id": "a1", "headline": "آب هفده روستا", "people": ("p-desk",), "url": URL}


def every_event(now: datetime) -> list[Event]:
    """One of each."""
    return [
        NewsReturned(**COMMON, revision=3, note="ساعت آغاز را بنویسید.", returned_at=now),
        NewsApproved(**COMMON, revision=4, approved_at=now),
        NewsAssigned(**COMMON, revision=5, note="عکس‌ها را ببینید.", assigned_at=now),
        NewsCommented(**COMMON | {"url": f"{URL}#comments"}, comment_id="c1", commented_at=now),
        NewsFallingDue(**COMMON, due_at=now + timedelta(hours=20)),
        NewsReleased(**COMMON, revision=6, by_plan=True, released_at=now),
    ]


class Kept:
    """Keeps notices in memory."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    async def add(self, notice: Notice) -> None:
        self.notices.append(notice)


async def tell_all(source: NewsroomSource) -> None:
    returned, approved, assigned, commented, due, released = every_event(NOON)
    assert isinstance(returned, NewsReturned)
    assert isinstance(approved, NewsApproved)
    assert isinstance(assigned, NewsAssigned)
    assert isinstance(commented, NewsCommented)
    assert isinstance(due, NewsFallingDue)
    assert isinstance(released, NewsReleased)
    await source.returned(returned)
    await source.approved(approved)
    await source.assigned(assigned)
    await source.commented(commented)
    await source.falling_due(due)
    await source.released(released)


@pytest.mark.parametrize("replay", [False, True])
async def test_each_is_one_notice_with_an_address_of_the_desk_and_a_replay_is_none(*, replay: bool) -> None:
    kept = Kept()

    with caused_by(Cause(replay=replay)):
        await tell_all(NewsroomSource(Announcer(kept, lambda: NOON)))

    assert len(kept.notices) == (0 if replay else 6)
    assert len({each.id for each in kept.notices}) == len(kept.notices)
    for each in kept.notices:
        assert (each.audience, each.subject) == (Audience(people=("p-desk",)), "newsroom/a1")
        assert each.link.startswith(URL)
        assert "آب هفده روستا" in each.title
        assert ALL_KINDS.of(each.kind) in KINDS
        assert each.expires_at <= NOON + timedelta(hours=72)


async def test_a_person_hears_of_each_once_at_the_bell_and_by_mail(world: World) -> None:
    now = datetime.now(UTC)
    events = every_event(now)
    for _ in range(2):
        for number, event in enumerate(events, start=1):
            await world.tell(event, seq=number)
    await world.kept("deliveries", len(events), state="sent")

    letters = world.mail.letters.to(DESK)
    assert len(letters) == len(events)
    said = "\n".join(each.text for each in letters)
    assert all(each in said for each in ("ساعت آغاز را بنویسید.", "عکس‌ها را ببینید.", "تأیید نشده", "منتشر شد", URL))
    at_the_bell = await world.kept("desk_notices", len(events))
    assert {each["path"] for each in at_the_bell} == {"/n/desk/a1"}
    assert len(at_the_bell) == len(events)
    # A withdrawal tells those whom the article reached, and not once more those who worked on it.
    await world.tell(
        NewsWithdrawn(
            article_id="a1",
            publisher=Publisher(kind="office", id="water"),
            headline="آب هفده روستا",
            explanation="نادرست بود.",
            url="http://ravabet.test/n/a1",
            withdrawn_at=now,
        ),
        seq=9,
    )
    await world.kept("notices", kind="news.withdrawn", is_expanded=True)
    assert len(world.mail.letters.to(DESK)) == len(events)


async def test_who_has_chosen_the_messenger_hears_there_and_so_does_who_stays_for_another(world: World) -> None:
    await world.bale.chats.person_writes(CHAT, "/start office_water")
    await world.bale.chats.answered(CHAT, count=1)
    contact = f'{{"name": "رضا نیک‌روش", "bale": "{CHAT}"}}'
    await world.tell(MemberContactChanged(person_id="p-desk", contact=world.seal(contact)), seq=2)
    await world.kept("contacts", bale=str(CHAT))
    await world.tell(PeopleMerged(person_id="p-desk", merged_id="p-twin"))
    await world.kept("merged_people")

    both = COMMON | {"people": ("p-desk", "p-twin")}
    await world.tell(NewsReturned(**both, revision=3, note="ساعت آغاز را بنویسید.", returned_at=datetime.now(UTC)))
    await world.kept("deliveries", state="sent")

    _hello, *told = [message.text for message in world.bale.chats.by_bot(CHAT)]
    assert [("برگشت" in each, "ساعت آغاز را بنویسید." in each) for each in told] == [(True, True)]
    assert world.mail.letters.to(DESK) == []
