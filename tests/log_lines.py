"""What a service would have written into its log during a test."""

import json
import logging
from typing import Any

import pytest

from shared.runtime.logging import configure_logging


def lines_of(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The lines as a service writes them."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    configure_logging("tests")
    (ours,) = root.handlers
    root.handlers[:] = handlers
    return [json.loads(ours.format(record)) for record in caplog.records]
