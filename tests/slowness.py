"""A test that takes more than ten seconds is marked `slow`, with its reason; the summary names those that are not.

A busy machine can be the reason of many seconds, so a test fails for them only where it runs alone, and takes three
times as long. Beside others such a test is run once more at the end, alone (see once_more).
"""

from collections.abc import Generator

import pytest
from _pytest.terminal import TerminalReporter

SLOW_SECONDS = 10.0
FAR_TOO_SLOW_SECONDS = 30.0


class Slowness:
    """Of the process that writes the summary."""

    def __init__(self, *, slow: float = SLOW_SECONDS) -> None:
        self._slow = slow
        self._without_reason: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if passed_slowly(report, self._slow):
            self._without_reason.append(report)

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        if self._without_reason:
            terminalreporter.section("slow without a reason: make them faster, or mark them slow", yellow=True)
        for report in self._without_reason:
            terminalreporter.write_line(f"{report.duration:.0f}s {report.nodeid}")


class Alone:
    """Where nothing runs beside the tests."""

    def __init__(self, *, far_too_slow: float = FAR_TOO_SLOW_SECONDS) -> None:
        self._far_too_slow = far_too_slow

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if passed_slowly(report, self._far_too_slow):
            report.outcome = "failed"
            report.longrepr = (
                f"took {report.duration:.0f} s: make it faster, or mark it @pytest.mark.slow with the reason"
            )
        return report


def passed_slowly(report: pytest.TestReport, seconds: float) -> bool:
    """Say whether it took longer than so many seconds, and nobody said why it may."""
    return report.when == "call" and report.passed and report.duration > seconds and "slow" not in report.keywords


def refuse_missing_reasons(items: list[pytest.Item]) -> None:
    """Raise UsageError where a test is marked slow and does not say why."""
    for item in items:
        marker = item.get_closest_marker("slow")
        if marker and not (len(marker.args) == 1 and isinstance(marker.args[0], str)):
            raise pytest.UsageError(f'{item.nodeid}: slow wants a reason, @pytest.mark.slow("starts a whole stack")')
