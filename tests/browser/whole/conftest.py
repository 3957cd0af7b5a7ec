"""One whole stack for all that is tried on it, in the order of the files; the last one takes parts of it away."""

from collections.abc import Iterator

import pytest

from deploy.local.stack import Stack, throw_away_stack


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """Everything that `make up` starts, with data that is gone afterwards; the story wants its register as it was."""
    with throw_away_stack() as running:
        yield running
