"""The manifest of a feature: all that its service, and the pages that all services share, must know about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter

from shared.runtime.access import Action
from shared.store.audit.notes import Audited
from shared.store.store import Indexes
from shared.web.parts import Ending, Job, Listener
from shared.web.problems import Problems
from shared.web.shell.navigation import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What one folder of a service brings. `main.py` lists its features in a tuple; their order never matters."""

    name: str
    routers: Sequence[APIRouter] = ()
    problems: Problems = field(default_factory=dict)
    """Its errors, each with status, machine name and Persian title."""
    indexes: Indexes = field(default_factory=dict)
    """Its collections, and how each is found."""
    audited: Audited = field(default_factory=dict)
    """Each of its collections, and what of it the audit trail notes."""
    folder: Path | None = None
    """Where it lies, as `Path(__file__).parent`: its `templates`, and its catalogue of messages in `locale`."""
    menu: Sequence[Link] = ()
    """The places that it brings to the desk's menu."""
    deeds: Mapping[str, str] = field(default_factory=dict)
    """What its changing routes are called in the audit trail: `POST /n/desk/new` → a Persian noun."""
    things: Mapping[str, str] = field(default_factory=dict)
    """What its collections are called there."""
    actions: Sequence[Action] = ()
    """Who may do what."""
    listens: Sequence[Listener] = ()
    """The events that it takes."""
    jobs: Sequence[Job] = ()
    """What the clock or a queue of work does."""
    leaving: Sequence[Ending] = ()
    """Called on SIGTERM to close long-lived responses, such as event streams, before the server waits for the rest."""
    closing: Sequence[Job] = ()
    """Called at the end, to give back connections to the outside."""

    @property
    def templates(self) -> list[Path]:
        """The folder of its templates, if it has one."""
        return [self.folder / "templates"] if self.folder and (self.folder / "templates").is_dir() else []

    @property
    def locales(self) -> list[Path]:
        """The folders of its catalogues: its own, and the one of its service."""
        return [self.folder / "locale", self.folder.parent / "locale"] if self.folder else []
