"""`type = "rooms"` in `pyproject.toml`: which files a feature may have, and what each of them may import.

A room is the last word of a file's name: `domain.py`, `matrix_queries.py`. import-linter's own contracts name modules
one by one or a whole level, so a file with a new name would escape them.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from typing_extensions import override

_OUTSIDE: Final = ("fastapi", "pymongo", "motor", "aio_pika", "httpx", "aiosmtplib", "starlette")
_OURS: Final = ("shared.store", "shared.messaging", "shared.web", "shared.operations")
_ROUTES: Final = ("fastapi", "starlette", "shared.web", "shared.operations")
_SERVERS: Final = ("pymongo", "motor", "aio_pika", "shared.messaging")

FORBIDDEN: Final[Mapping[str, Sequence[str]]] = {
    "domain": (*_OUTSIDE, *_OURS),
    "access": (*_OUTSIDE, *_OURS),
    "usecases": (*_OUTSIDE, *_OURS),
    "source": (*_OUTSIDE, *_OURS),
    "mongo": (*_ROUTES, "motor", "aio_pika", "shared.messaging"),
    "queries": (*_ROUTES, *_SERVERS),
    "jobs": (*_ROUTES, "motor", "aio_pika", "shared.messaging"),
    "forms": (*_SERVERS, "fastapi"),
    "api": _SERVERS,
    "pages": _SERVERS,
    "outside": ("fastapi", "starlette", *_SERVERS),
    "feature": ("pymongo", "motor", "aio_pika"),
}
"""What the files of each room do not import directly."""

_ABOVE: Final[Mapping[str, Sequence[str]]] = {
    "domain": ("usecases", "queries", "mongo", "jobs", "forms", "api", "pages", "feature"),
    "usecases": ("queries", "mongo", "jobs", "forms", "api", "pages", "feature"),
    "mongo": ("usecases", "jobs", "forms", "api", "pages", "feature"),
    "queries": ("jobs", "forms", "api", "pages", "feature"),
    "jobs": ("forms", "api", "pages", "feature"),
    "forms": ("pages", "feature"),
    "api": ("pages", "feature"),
    "pages": ("feature",),
}
"""Which rooms stand above a room, so that it imports none of their files, in whichever feature of its service."""

_FEATURE_FILE_DEPTH: Final = 3
"""`services.news.articles.domain` has so many dots."""


def room_of(module: str) -> str:
    """The room of a feature's file: the last word of its name."""
    return module.rpartition(".")[2].rpartition("_")[2]


def faults_of(graph: ImportGraph, root: str) -> list[str]:
    """A sentence for each file that stands in no room, and for each import that its room may not have."""
    files = [module for module in sorted(graph.modules) if _is_feature_file(module, root)]
    return [fault for file in files for fault in _faults_of_file(graph, file)]


class RoomsContract(Contract):
    """Holds every feature of the services to the rooms."""

    root = fields.StringField()

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every file."""
        faults = faults_of(graph, str(self.root))
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print the sentences."""
        for fault in check.metadata["faults"]:
            output.print_error(fault)


def _is_feature_file(module: str, root: str) -> bool:
    return module.startswith(f"{root}.") and module.count(".") >= _FEATURE_FILE_DEPTH


def _faults_of_file(graph: ImportGraph, file: str) -> list[str]:
    room = room_of(file)
    if room not in FORBIDDEN:
        return [f"{file} stands in no room: its name must end in one of {', '.join(sorted(FORBIDDEN))}"]
    imported = sorted(graph.find_modules_directly_imported_by(file))
    return [
        f"{file} is in the room «{room}» and imports {each}" for each in imported if _is_forbidden(file, room, each)
    ]


def _is_forbidden(file: str, room: str, imported: str) -> bool:
    if any(imported == each or imported.startswith(f"{each}.") for each in FORBIDDEN[room]):
        return True
    is_of_a_feature = imported.count(".") >= _FEATURE_FILE_DEPTH and imported.startswith(file.partition(".")[0])
    return is_of_a_feature and room_of(imported) in _ABOVE.get(room, ())
