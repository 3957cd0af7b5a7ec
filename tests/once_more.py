"""A test that fails beside others is run once more at the end, alone: what passes then is unsteady, the rest fails.

The same is done with a test that was far too slow without a reason: beside others that may be their fault.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

from tests.slowness import FAR_TOO_SLOW_SECONDS, passed_slowly

_TOO_MANY = 25
"""Of so many failures none is chance, and to run them again would take longer than to read them."""


@dataclass(frozen=True, slots=True)
class Again:
    """What came of running something once more."""

    passed: bool
    said: str


class OnceMore:
    """Of the process that leads the workers of pytest-xdist, and learns from them what failed."""

    def __init__(self, *, far_too_slow: float = FAR_TOO_SLOW_SECONDS) -> None:
        self._far_too_slow = far_too_slow
        self._slow: dict[str, pytest.TestReport] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if passed_slowly(report, self._far_too_slow):
            self._slow[report.nodeid] = report

    @pytest.hookimpl(trylast=True)  # after the workers have ended, before the summary is written
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        terminal = session.config.pluginmanager.get_plugin("terminalreporter")
        if not isinstance(terminal, TerminalReporter) or not _all_were_run(session, terminal):
            return
        failed = {report.nodeid: report for report in _failures(terminal)}
        again = failed | {nodeid: report for nodeid, report in self._slow.items() if nodeid not in failed}
        if not again or len(again) > _TOO_MANY:
            return
        terminal.section("once more, alone")
        outcomes = dict(_run_each(terminal, session.config.rootpath, again))
        for nodeid, outcome in outcomes.items():
            if nodeid in failed and outcome.passed:
                _move(terminal, nodeid, to="unsteady")
            elif nodeid not in failed and not outcome.passed:
                _move(terminal, nodeid, to="failed", because=outcome.said)
        all_passed = all(outcome.passed for outcome in outcomes.values())
        session.exitstatus = pytest.ExitCode.OK if all_passed else pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        unsteady = terminalreporter.stats.get("unsteady", [])
        if unsteady:
            terminalreporter.section("unsteady: failed beside others, passed alone; to be mended", yellow=True)
        for report in unsteady:
            terminalreporter.write_line(report.nodeid, yellow=True, bold=True)
            terminalreporter.write_line(report.longreprtext)


def _all_were_run(session: pytest.Session, terminal: TerminalReporter) -> bool:
    """Say whether the run came to its end; a file that cannot be read is no test that failed."""
    ended = session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
    unread = any(not isinstance(report, pytest.TestReport) for report in terminal.stats.get("error", []))
    return ended and not unread and not session.shouldfail and not session.shouldstop


def _failures(terminal: TerminalReporter) -> list[pytest.TestReport]:
    return [*terminal.stats.get("failed", []), *terminal.stats.get("error", [])]


def _run_each(
    terminal: TerminalReporter, folder: Path, reports: dict[str, pytest.TestReport]
) -> Iterator[tuple[str, Again]]:
    known: dict[str, Again] = {}
    for nodeid, report in reports.items():
        target = nodeid.partition("::")[0] if "chapters" in report.keywords else nodeid
        if target not in known:
            known[target] = _run(target, folder)
            terminal.write_line(f"{target}: {'passed' if known[target].passed else 'failed again'}")
            if not known[target].passed:
                terminal.write_line(known[target].said)
        yield nodeid, known[target]


def _run(target: str, folder: Path) -> Again:
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-q", target]
    done = subprocess.run(  # noqa: S603
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    return Again(passed=done.returncode == pytest.ExitCode.OK, said=done.stdout + done.stderr)


def _move(terminal: TerminalReporter, nodeid: str, *, to: str, because: str | None = None) -> None:
    """Count all reports of a test as something else, and show no more of them than that."""
    moved: list[pytest.TestReport] = []
    for category in ("passed", "failed", "error"):
        reports = terminal.stats.pop(category, [])
        moved += [report for report in reports if report.nodeid == nodeid]
        if kept := [report for report in reports if report.nodeid != nodeid]:
            terminal.stats[category] = kept
    report = moved[0]
    if because is not None:
        report.outcome, report.longrepr = "failed", because
    terminal._add_stats(to, [report])
