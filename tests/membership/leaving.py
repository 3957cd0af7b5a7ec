"""Somebody leaves a post, and the services answer what is open there."""

from collections.abc import Sequence
from datetime import date, datetime

from services.membership.handovers.domain import Handover, HandoverId, Party
from services.membership.main import Parts
from services.membership.posts.domain import Place, Post, Role
from shared.events.catalogue import SERVICES
from shared.events.open_work import OPEN_WORK, OpenItem

TODAY = date(2026, 11, 22)
DRAFT = OpenItem(id="a1", kind="article", title="پیش‌نویس خبر، ۱ آذر ۱۴۰۵", href="/n/desk/a1")
SECOND_DRAFT = OpenItem(id="a2", kind="article", title="پیش‌نویس خبر، ۲ آذر ۱۴۰۵", href="/n/desk/a2")
REPORT = OpenItem(
    id="1405-08:water", kind="report", title="گزارش آبان ۱۴۰۵", href="/reporting/1405-08/water", due=date(2026, 11, 28)
)


def a_post(office: str = "water", role: Role = "pr_manager") -> Post:
    place = Place(office_id=office)
    return Post(place.post_id(role, "p-water"), role, office_id=office)


async def change(
    parts: Parts, leaving: str | None, coming: str | None, *, post: Post | None = None, on: date = TODAY
) -> HandoverId | None:
    """Change the holder of a post as far as handovers are concerned."""

    async def changed() -> HandoverId | None:
        async with parts.platform.store.transaction():
            return await parts.handover_desk.holder_changed(post or a_post(), leaving, coming, on)

    return await parts.platform.store.run_again(changed)


async def answer(parts: Parts, handover: str, service: str, *items: OpenItem, more: int = 0) -> None:
    """A service lists what is open there."""
    listed = OPEN_WORK[service](handover_id=handover, service=service, items=list(items), more=more)
    await parts.platform.store.run_again(lambda: parts.handover_desk.take_answer(listed))


async def a_handover(
    parts: Parts,
    *,
    leaving: str = "p-water",
    to: str | None = "p-roads",
    news: Sequence[OpenItem] = (DRAFT, SECOND_DRAFT),
    reporting: Sequence[OpenItem] = (REPORT,),
    at: datetime | None = None,
) -> HandoverId:
    """A handover to which all services have answered, of a post of its own; it is written in one go."""
    desk = parts.handover_desk
    handover = Handover(
        id=HandoverId(desk.new_id()),
        post_id=f"office/water:pr_manager:{desk.new_id()}",
        role="pr_manager",
        place="اداره آب و فاضلاب",
        leaving=Party(leaving, "سارا مهرگان‌پور"),
        since=TODAY,
        opened_at=at or desk.now(),
        office_id="water",
        coming=Party(to, "بهرام سپیدرو") if to else None,
    )
    lists = {"news": news, "reporting": reporting}
    for service in SERVICES:
        handover.take(service, lists.get(service, ()), more=0, at=desk.now())
    await desk.handovers.save(handover)
    return handover.id
