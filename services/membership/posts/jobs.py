"""The job that lets planned changes of holders take effect on their day."""

from dataclasses import dataclass
from functools import partial

import structlog

from services.membership.posts.usecases import PostCalendar
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS = 20.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PostTurner:
    """Turns the posts whose day has come, in one of the replicas: the one that holds the lease."""

    store: Store
    lease: Lease
    calendar: PostCalendar

    async def run(self) -> None:
        """Look every few seconds, and at once when a post was changed."""
        bell = self.store.bells.hang("posts")
        while True:
            try:
                if await self.lease.hold():
                    await self.turn_all()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await bell.wait(at_most=_EVERY_SECONDS)

    async def turn_all(self) -> None:
        """Turn every post that is due. One that cannot be turned keeps none of the others waiting."""
        for post_id in await self.calendar.due():
            try:
                await self.store.run_again(partial(self.calendar.turn, post_id))
            except Exception as error:
                if is_unavailable(error):
                    raise
                log.exception("post.not_turned", post=post_id)
