"""What a batch costs when some of its handlers fail, counted in transactions and not in seconds."""

from collections import Counter
from typing import Any

import pytest

from shared.store import batch as batches
from shared.store.batch import Failed, Handled, Outcome, run_batch
from shared.store.store import Store
from shared.store.transaction import Transaction, commit
from tests.shared.store.test_batch import fail, put, task

EVENTS = 200


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the commits of batches and of single units."""
    counted: Counter[str] = Counter()
    alone = Transaction.commit

    async def counting(session: Any) -> None:
        counted["together"] += 1
        await commit(session)

    async def counting_alone(work: Transaction) -> None:
        counted["alone"] += 1
        await alone(work)

    monkeypatch.setattr(batches, "commit", counting)
    monkeypatch.setattr(Transaction, "commit", counting_alone)
    return counted


async def test_one_failing_handler_in_a_hundred_costs_no_transaction_more(store: Store, commits: Counter[str]) -> None:
    """Trap 54: far more than half the speed remains, since one that fails is dropped and not all begun again."""
    outcomes = await run_batch(store, _tasks(store, failing=range(0, EVENTS, 100)))

    assert _counted(outcomes) == {Handled: 198, Failed: 2}
    assert commits == {"together": 1}


async def test_one_that_fails_late_costs_its_own_batch_only(store: Store, commits: Counter[str]) -> None:
    """The dearest failure: after a query had sent its writes to the server, so that the batch runs one by one."""

    async def fail_late() -> None:
        async with store.unit_of_work() as work:
            await work.put("things", {"_id": "late"})
            await work.count("things", {})
            raise ValueError("no")

    tasks = _tasks(store, failing=())
    tasks[50] = task(50, fail_late)
    outcomes = await run_batch(store, tasks)
    assert _counted(outcomes) == {Handled: 199, Failed: 1}
    assert commits == {"alone": 199}

    commits.clear()
    more = [task(EVENTS + number, put(store, f"more{number}")) for number in range(EVENTS)]
    assert _counted(await run_batch(store, more)) == {Handled: 200}
    assert commits == {"together": 1}


def _tasks(store: Store, *, failing: Any) -> list[Any]:
    return [task(number, fail if number in failing else put(store, f"t{number}")) for number in range(EVENTS)]


def _counted(outcomes: list[Outcome]) -> Counter[type]:
    return Counter(type(outcome) for outcome in outcomes)
