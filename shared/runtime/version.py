"""Which release of Ravabet this is."""

import os
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Version:
    """A release and the commit from which it was built."""

    release: str
    """As `pyproject.toml` has it: 0.1.0."""
    revision: str
    """The commit; empty outside images and bundles."""

    @override
    def __str__(self) -> str:
        """Say both, as operators read them."""
        return f"{self.release} ({self.revision})" if self.revision else self.release


@cache
def own_version() -> Version:
    """Return the version of this process. RAVABET_REVISION names the commit; images set it."""
    try:
        release = version("ravabet")
    except PackageNotFoundError:
        release = "0"
    return Version(release, os.environ.get("RAVABET_REVISION", ""))
