"""The check of the topology beside a stack: every minute, and heard of only when something changes."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import checking
from deploy.local.checking import TopologyCheck
from deploy.local.home import Home
from deploy.local.stack import Stack

_FOUND = "notifier does not listen"


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack of nothing but a check, which finds something while there is a file that says so."""
    monkeypatch.setattr(checking, "_EVERY_SECONDS", 0.0)
    (tmp_path / "a_check.py").write_text(
        "import sys, pathlib\n"
        "assert sys.argv[1:] == ['--check']\n"
        "found = pathlib.Path(__file__).with_name('found')\n"
        f"print('{_FOUND}') if found.exists() else None\n"
        "sys.exit(found.exists())\n"
    )
    env = {"PYTHONPATH": str(tmp_path)}
    return Stack("http://t", Home(tmp_path / "home", {}), env, processes={}, topology=("a_check",))


def test_what_it_finds_is_told_once_and_so_is_its_end(stack: Stack, tmp_path: Path) -> None:
    said: list[str] = []
    check = TopologyCheck(stack, said.append)
    _step(check, until=_log_of(stack).with_suffix(".log.1").exists)  # the one of the run before
    assert said == []

    (tmp_path / "found").touch()
    _step(check, until=lambda: bool(said))
    before = _log_of(stack).stat().st_mtime_ns
    _step(check, until=lambda: _log_of(stack).stat().st_mtime_ns > before)
    assert said == [_FOUND]

    (tmp_path / "found").unlink()
    _step(check, until=lambda: len(said) > 1)
    check.end()
    assert said == [_FOUND, "The broker's topology is in place again, and nothing is missed."]


def _log_of(stack: Stack) -> Path:
    return stack.home.log("topology-check")


def _step(check: TopologyCheck, *, until: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 60
    while not until():
        assert time.monotonic() < ends_at
        check.step()
        time.sleep(0.01)
