"""Tests side by side: what pytest-xdist has to know about these tests."""

from contextlib import ExitStack
from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests.servers import handed_over, servers_of_this_run

_TOGETHER = ("tests/browser/whole",)
"""Folders whose files share something that takes long to start."""

_LONGEST_FIRST = ("system", "browser", "servers")


class Leading:
    """Of the process that leads the workers: it runs the servers for all of them, and deals out the tests."""

    def __init__(self) -> None:
        self._running = ExitStack()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self) -> None:
        servers = self._running.enter_context(servers_of_this_run())
        self._running.enter_context(handed_over(servers))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Producer) -> LoadFileScheduling:
        config.option.loadscopereorder = False  # the workers have a better order, see below
        scheduler = LoadFileScheduling(config, log)
        scheduler._split_scope = unit_of
        return scheduler

    def pytest_unconfigure(self) -> None:
        self._running.close()


class Working:
    """Of a worker."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put files first that take longest, so that no worker begins one when the others are about to end."""
        rank: dict[str, int] = {}
        for item in items:
            unit = unit_of(item.nodeid)
            marked = (place for place, name in enumerate(_LONGEST_FIRST) if item.get_closest_marker(name))
            rank[unit] = min(rank.get(unit, len(_LONGEST_FIRST)), next(marked, len(_LONGEST_FIRST)))
        items.sort(key=lambda item: (unit_of(item.nodeid) not in _TOGETHER, rank[unit_of(item.nodeid)]))


def unit_of(nodeid: str) -> str:
    """Name what one worker runs as a whole: the test's file, or the folder whose files belong together."""
    file = PurePosixPath(nodeid.partition("::")[0])
    return next((folder for folder in _TOGETHER if file.is_relative_to(folder)), str(file))
