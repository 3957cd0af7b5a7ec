"""What a run of tests makes of those that fail, or take long, beside others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = """
import pytest
from tests.once_more import OnceMore
from tests.slowness import Alone, Slowness, refuse_missing_reasons

def pytest_configure(config):
    for line in ("slow(reason): x", "chapters: x"):
        config.addinivalue_line("markers", line)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Slowness(slow=0.1))
        alone = Alone if not config.getoption("numprocesses", default=None) else OnceMore
        config.pluginmanager.register(alone(far_too_slow=0.3))

def pytest_collection_modifyitems(items):
    refuse_missing_reasons(items)
"""
STEADY = "def test_steady(): pass\n"
UNSTEADY = """
import os
def test_unsteady():
    assert "PYTEST_XDIST_WORKER" not in os.environ, "the others were in the way"
"""
BROKEN = "def test_broken(): assert False, 'at any time'\n"
UNSTEADY_PLACE = """
import os, pytest
@pytest.fixture
def place():
    yield
    assert "PYTEST_XDIST_WORKER" not in os.environ, "others had it"
def test_in_a_place(place): pass
"""
CHAPTERS = """
import os, pytest
pytestmark = pytest.mark.chapters
told = []
def test_first(): told.append(1)
def test_second():
    assert told == [1]
    assert "PYTEST_XDIST_WORKER" not in os.environ
"""
LONG_BESIDE_OTHERS = """
import os, time
def test_long():
    time.sleep(0.5 if "PYTEST_XDIST_WORKER" in os.environ else 0)
"""
LONG = "import time\ndef test_long(): time.sleep(0.4)\n"
LONG_WITH_REASON = """
import pytest, time
@pytest.mark.slow("it waits for the moon")
def test_long(): time.sleep(0.4)
"""
WITHOUT_REASON = "import pytest\n@pytest.mark.slow\ndef test_long(): pass\n"
MANY = "import pytest\n@pytest.mark.parametrize('n', range(30))\ndef test_one(n): assert False\n"


class Run:
    """One run of pytest on files of its own."""

    def __init__(self, folder: Path, *options: str, **files: str) -> None:
        (folder / "conftest.py").write_text(CONFTEST)
        (folder / "pytest.ini").write_text("[pytest]\n")
        for name, text in files.items():
            (folder / f"test_{name}.py").write_text(text)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the plugins of the project take seconds to load
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", *options],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.code = done.returncode
        self.said = done.stdout
        self.last_line = done.stdout.strip().splitlines()[-1]


def test_what_fails_beside_others_and_passes_alone_is_named_and_no_failure(tmp_path: Path) -> None:
    run = Run(tmp_path, "-n2", steady=STEADY, unsteady=UNSTEADY, place=UNSTEADY_PLACE)

    assert run.code == pytest.ExitCode.OK, run.said
    assert "1 passed, 2 unsteady in " in run.last_line
    section = run.said.partition("unsteady: failed beside others")[2]
    assert "test_unsteady.py::test_unsteady" in section
    assert "the others were in the way" in section
    assert "test_place.py::test_in_a_place" in section


def test_what_fails_alone_too_fails_the_run(tmp_path: Path) -> None:
    run = Run(tmp_path, "-n2", steady=STEADY, unsteady=UNSTEADY, broken=BROKEN)

    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 1 passed, 1 unsteady in " in run.last_line
    assert "test_broken.py::test_broken: failed again" in run.said


def test_chapters_are_run_again_with_those_before_them(tmp_path: Path) -> None:
    run = Run(tmp_path, "-n2", chapters=CHAPTERS, steady=STEADY)

    assert run.code == pytest.ExitCode.OK, run.said
    assert "2 passed, 1 unsteady in " in run.last_line


def test_what_cannot_be_collected_is_not_hidden(tmp_path: Path) -> None:
    run = Run(tmp_path, "-n2", steady=STEADY, unsteady=UNSTEADY, unreadable="import nothing_of_that_name\n")

    assert run.code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    assert "once more" not in run.said


def test_a_run_without_tests_is_no_success(tmp_path: Path) -> None:
    assert Run(tmp_path, "-n2").code == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_run_that_stops_at_its_first_failure_stops(tmp_path: Path) -> None:
    run = Run(tmp_path, "-n2", "-x", steady=STEADY, unsteady=UNSTEADY)

    assert run.code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    assert "once more" not in run.said


def test_where_nearly_everything_fails_nothing_is_run_again(tmp_path: Path) -> None:
    run = Run(tmp_path, "-n2", many=MANY)

    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert "30 failed in " in run.last_line
    assert "once more" not in run.said


def test_what_takes_long_only_beside_others_is_named_and_no_failure(tmp_path: Path) -> None:
    run = Run(tmp_path, "-n2", long=LONG_BESIDE_OTHERS, reasoned=LONG_WITH_REASON)

    assert run.code == pytest.ExitCode.OK, run.said
    assert "2 passed in " in run.last_line
    named = run.said.partition("slow without a reason")[2]
    assert "test_long.py::test_long" in named
    assert "test_reasoned.py" not in named


@pytest.mark.parametrize("options", [("-n2",), ()])
def test_what_takes_long_alone_needs_a_reason(tmp_path: Path, options: tuple[str, ...]) -> None:
    run = Run(tmp_path, *options, long=LONG, reasoned=LONG_WITH_REASON)

    assert run.code == pytest.ExitCode.TESTS_FAILED
    assert "1 failed, 1 passed in " in run.last_line
    assert "mark it @pytest.mark.slow with the reason" in run.said


def test_slow_without_a_reason_is_refused(tmp_path: Path) -> None:
    assert Run(tmp_path, long=WITHOUT_REASON).code == pytest.ExitCode.USAGE_ERROR
