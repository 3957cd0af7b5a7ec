"""The folders in which stacks keep their data lie in the project, and are no part of it."""

import re
import tomllib
from fnmatch import fnmatch

from deploy.local.home import PROJECT


def test_no_home_that_we_name_is_taken_for_our_own_files() -> None:
    named = {".ravabet", *re.findall(r"RAVABET_HOME=([\w.-]+)", (PROJECT / "README.md").read_text())}
    ignored = [line.rstrip("/") for line in (PROJECT / ".gitignore").read_text().splitlines()]
    not_linted = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["ruff"]["extend-exclude"]

    assert len(named) > 1
    for home in named:
        assert any(fnmatch(home, pattern) for pattern in ignored), home
        assert any(fnmatch(home, pattern) for pattern in not_linted), home
