"""Group commit: runs many handlers in one transaction, without the handlers knowing of it.

Handlers of one lane run one after the other; lanes run side by side. A handler that raises loses only its own writes.
When the batch as a whole cannot be committed, its tasks run again one by one, each in a transaction of its own.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from pymongo.errors import PyMongoError

from shared.store.batch_transaction import BatchTransaction
from shared.store.batch_unit import BatchUnit, Overtaken
from shared.store.errors import Unavailable, is_transient, is_unavailable
from shared.store.flush import Conflict
from shared.store.store import Store
from shared.store.transaction import abort, commit
from shared.store.work import INBOX, current_work

_MOST_WRITES = 2_000
_LONGEST_SECONDS = 1.0
_HANDLER_SECONDS = 30.0
_TRIES = 6
_FIRST_PAUSE = 0.005


@dataclass(frozen=True, slots=True)
class Task:
    """One run of a handler for one event."""

    lane: str
    """The subject of the event. Tasks of one lane run in their order."""
    inbox_id: str | None
    """`<service>:<event id>`, the key by which the inbox knows that an event was handled.

    None for a task that finds out by itself what it did before.
    """
    run: Callable[[], Awaitable[None]]


class Handled:
    """The outcome of a task that ran, now or in an earlier batch."""


class Postponed:
    """The outcome of a task that was not begun: the batch was full, or an earlier task of its lane failed."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The outcome of a task that raised; none of its writes were kept."""

    error: Exception


Outcome = Handled | Postponed | Failed


async def handled_before(store: Store, inbox_ids: Collection[str]) -> set[str]:
    """Return those ids that the inbox holds.

    They are read outside of the transaction. The inbox's unique `_id` catches an event that another replica handles
    between this read and the commit.
    """
    rows = await store.find(INBOX, {"_id": {"$in": list(inbox_ids)}}) if inbox_ids else []
    return {row["_id"] for row in rows}


async def run_batch(store: Store, tasks: Sequence[Task], *, known: Collection[str] | None = None) -> list[Outcome]:
    """Run the tasks that the inbox does not hold, and return one outcome for each task, in the order of the tasks.

    Raises Unavailable when the database does not answer; then either nothing of the batch was kept, or all of it.
    """
    try:
        if known is None:
            known = await handled_before(store, [task.inbox_id for task in tasks if task.inbox_id])
        pause = _FIRST_PAUSE
        for _ in range(_TRIES):
            try:
                return await _together(store, tasks, known)
            except PyMongoError as error:
                if not is_transient(error) or is_unavailable(error):
                    raise
            # The other side of the conflict, such as another batch, may need about this long for its commit.
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads the contenders, no secret
            pause *= 2
    except Conflict:
        pass
    except PyMongoError as error:
        if is_unavailable(error):
            raise Unavailable("the database does not answer") from error
    return await _one_by_one(store, tasks)


async def _one_by_one(store: Store, tasks: Sequence[Task]) -> list[Outcome]:
    failed_lanes: set[str] = set()
    outcomes: list[Outcome] = []
    for task in tasks:
        if task.lane in failed_lanes:
            outcomes.append(Postponed())
            continue
        try:
            await store.run_again(lambda task=task: _alone(store, task))  # type: ignore[misc]
            outcomes.append(Handled())
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary: whatever a handler raises is an outcome
            failed_lanes.add(task.lane)
            outcomes.append(Failed(error))
    return outcomes


async def _alone(store: Store, task: Task) -> None:
    async with store.unit_of_work() as work:
        if task.inbox_id:
            if await work.get(INBOX, task.inbox_id) is not None:
                return
            await work.put(INBOX, {"_id": task.inbox_id, "at": store.now()})
        async with asyncio.timeout(_HANDLER_SECONDS):
            await task.run()


async def _together(store: Store, tasks: Sequence[Task], known: Collection[str]) -> list[Outcome]:
    session = await store.driver.start_session()
    try:
        try:
            transaction = BatchTransaction(store, session)
            outcomes = await _Lanes(transaction, tasks, known).run()
            await transaction.keep()
            await commit(session)
        except BaseException:
            await abort(session)
            raise
    finally:
        await session.end_session()
    store.bells.ring(*transaction.touched)
    return outcomes


class _Lanes:
    """Runs the tasks of a batch and collects their outcomes."""

    def __init__(self, transaction: BatchTransaction, tasks: Sequence[Task], known: Collection[str]) -> None:
        self._known = known
        self._transaction = transaction
        self._tasks = tasks
        self._outcomes: list[Outcome] = [Postponed()] * len(tasks)
        self._overtaken: list[list[int]] = []
        self._ends_at = asyncio.get_running_loop().time() + _LONGEST_SECONDS

    async def run(self) -> list[Outcome]:
        lanes = self._new_ones()
        self._transaction.lanes_running(len(lanes))
        try:
            # One time limit for the whole batch: a limit for each handler would cost a tenth of the handling.
            # Tasks that run one by one each have their own limit.
            async with asyncio.timeout(_HANDLER_SECONDS):
                await asyncio.gather(*(self._lane(places) for places in lanes))
                while self._overtaken and not self._transaction.broken:
                    self._transaction.lanes_running(1)
                    await self._lane(self._overtaken.pop(0))
        except TimeoutError as error:
            raise Conflict from error
        if self._transaction.broken:
            raise self._transaction.broken
        return self._with_repeated_ones()

    def _new_ones(self) -> list[list[int]]:
        """Return the positions of the tasks that the inbox does not hold, by lane; an event that occurs twice, once."""
        taken: set[str] = set()
        lanes: dict[str, list[int]] = defaultdict(list)
        for place, task in enumerate(self._tasks):
            if task.inbox_id in self._known:
                self._outcomes[place] = Handled()
            elif task.inbox_id is None or task.inbox_id not in taken:
                if task.inbox_id:
                    taken.add(task.inbox_id)
                lanes[task.lane].append(place)
        return list(lanes.values())

    async def _lane(self, places: list[int]) -> None:
        try:
            for position, place in enumerate(places):
                if self._is_full():
                    return
                try:
                    outcome = await self._handle(self._tasks[place])
                except Overtaken:
                    self._overtaken.append(places[position:])
                    return
                self._outcomes[place] = outcome
                if isinstance(outcome, Failed):
                    return
        except Exception as error:  # noqa: BLE001 - lanes share a session: `run` raises it when all lanes have ended
            self._transaction.breaks(error)
        finally:
            self._transaction.lane_ends()

    async def _handle(self, task: Task) -> Outcome:
        unit = BatchUnit(self._transaction)
        token = current_work.set(unit)
        try:
            await task.run()
        except (Overtaken, Conflict, Unavailable, PyMongoError):
            raise
        except Exception as error:
            if unit.is_flushed:
                raise Conflict from error
            return Failed(error)
        finally:
            current_work.reset(token)
        self._transaction.take(unit)
        if task.inbox_id:
            self._transaction.handled(task.inbox_id)
        return Handled()

    def _is_full(self) -> bool:
        return self._transaction.write_count >= _MOST_WRITES or asyncio.get_running_loop().time() > self._ends_at

    def _with_repeated_ones(self) -> list[Outcome]:
        first: dict[str, Outcome] = {}
        return [
            first.setdefault(task.inbox_id, outcome) if task.inbox_id else outcome
            for task, outcome in zip(self._tasks, self._outcomes, strict=True)
        ]
