"""The document for programs is held to the parser that its readers use."""

import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.mark.slow("installs the parser the first time, and starts Node.js")
def test_a_reference_that_leads_nowhere_fails_the_check(tmp_path: Path) -> None:
    spoilt = tmp_path / "asyncapi.yaml"
    written = (PROJECT / "docs" / "asyncapi.yaml").read_text("utf-8")
    spoilt.write_text(written.replace("#/components/schemas/Publisher", "#/$defs/Publisher", 1), "utf-8")

    command = [PROJECT / "deploy" / "asyncapi" / "check", spoilt]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own script

    assert (checked.returncode, checked.stderr.count("invalid-ref"), checked.stderr.count(".yaml:")) == (1, 1, 1)
