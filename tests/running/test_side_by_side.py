"""What the workers of one run share."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.side_by_side import unit_of

CONFTEST = """
from tests.side_by_side import Leading, Working

def pytest_configure(config):
    config.addinivalue_line("markers", "system: x")
    config.pluginmanager.register(Working() if hasattr(config, "workerinput") else Leading())
"""
QUICK = """
from tests.servers import servers_of_this_run

def test_quick():
    with servers_of_this_run() as servers:
        assert servers.mongo_url == "mongodb://given"
"""
LONG = QUICK + "\nimport pytest\npytestmark = pytest.mark.system\n"
GIVEN = {"mongo_url": "mongodb://given", "amqp_url": "amqp://given", "management_url": "http://given"}


@pytest.mark.parametrize(
    ("nodeid", "unit"),
    [
        ("tests/news/test_audit.py::test_x[tests/browser/whole]", "tests/news/test_audit.py"),
        ("tests/browser/test_shell_pages.py::test_x", "tests/browser/test_shell_pages.py"),
        ("tests/browser/whole/test_story.py::test_x", "tests/browser/whole"),
        ("tests/browser/whole/test_identity.py::test_x[a]", "tests/browser/whole"),
    ],
)
def test_a_file_stays_together_and_so_do_those_that_share_a_stack(nodeid: str, unit: str) -> None:
    assert unit_of(nodeid) == unit


def test_all_workers_use_the_servers_of_the_one_that_leads_and_begin_with_what_takes_longest(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    for name, text in (("a", QUICK), ("b", QUICK), ("c", LONG)):
        (tmp_path / f"test_{name}.py").write_text(text)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "RAVABET_TEST_SERVERS": json.dumps(GIVEN)}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", "-n1", "-v"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == pytest.ExitCode.OK, done.stdout
    order = [line.split()[-1] for line in done.stdout.splitlines() if "PASSED" in line]
    assert order == ["test_c.py::test_quick", "test_a.py::test_quick", "test_b.py::test_quick"]
