"""Taking several posts in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.news.ingest.usecases import Answer, Ingest, Wanted
from shared.store.batch import Failed, Postponed, Task, run_batch
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class InOneTransaction:
    """Takes several posts in one transaction; when it cannot be committed, each in one of its own."""

    store: Store
    ingest: Ingest

    async def __call__(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        """Return the answer to each. Raises Unavailable."""
        answers: list[Answer | None] = [None] * len(wanted)
        left = list(range(len(wanted)))
        while left:
            outcomes = await run_batch(self.store, [self._task(wanted[place], answers, place) for place in left])
            for place, outcome in zip(left, outcomes, strict=True):
                if isinstance(outcome, Failed):
                    answers[place] = outcome.error
            # The batch was full, or one before it with the same id failed.
            left = [place for place, outcome in zip(left, outcomes, strict=True) if isinstance(outcome, Postponed)]
        return [answer for answer in answers if answer is not None]

    def _task(self, wanted: Wanted, answers: list[Answer | None], place: int) -> Task:
        admitted, post = wanted

        async def run() -> None:
            answers[place] = await self.ingest.take(admitted, post)

        # No inbox: a receipt says more than that an id is known.
        return Task(lane=post.key, inbox_id=None, run=run)
