"""What the state machines share: one loop and one real database for all their examples, emptied between them."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from shared.store.driver import DriverName
from shared.store.store import Store

Result = TypeVar("Result")

FEW = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same few examples in every run. For a search: `settings(FEW, max_examples=1000, derandomize=False)`."""


class World:
    """A store and the loop it lives in; its clock stands unless it is moved."""

    def __init__(self, runner: asyncio.Runner, url: str, driver: DriverName) -> None:
        self.now = datetime.now(UTC)
        self._runner = runner
        self.store = Store.open(url, service="notifier", now=lambda: self.now, driver=driver)
        self.run(self.store.prepare({"heard": [], "lanes": []}))

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(work)

    async def empty(self) -> None:
        for name in await self.store.driver.collection_names():
            await self.store.driver.collection(name).delete_many({})


@contextmanager
def a_world(url: str, driver: DriverName) -> Iterator[World]:
    with asyncio.Runner() as runner:
        world = World(runner, url, driver)
        try:
            yield world
        finally:
            world.run(world.store.close())


def examine(machine: Callable[[World], RuleBasedStateMachine], world: World) -> None:
    """Run the machine's examples, each on an empty database."""

    def begin() -> RuleBasedStateMachine:
        world.run(world.empty())
        return machine(world)

    run_state_machine_as_test(begin, settings=FEW)  # type: ignore[arg-type]  # any callable does
