"""Compiles the catalogues when a wheel is built, so that an image of a service speaks English, too."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from typing_extensions import override


class CatalogueHook(BuildHookInterface[Any]):
    """A hook of hatchling, named in `pyproject.toml`."""

    @override
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make them, and let them in although git ignores them."""
        sys.path.insert(0, self.root)
        from deploy.languages.compiling import compile_all  # noqa: PLC0415 - the project is not installed yet

        made = compile_all(Path(self.root))
        build_data["artifacts"] += [path.relative_to(self.root).as_posix() for path in made]
