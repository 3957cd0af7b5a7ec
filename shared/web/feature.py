"""The manifest of a feature: all that its service and the shared pages need to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter

from shared.runtime.access import Action
from shared.store.audit.notes import Audited
from shared.store.migrations.migration import Migration
from shared.store.store import Indexes
from shared.web.parts import Ending, Job, Listener, OpenWork
from shared.web.problems import Problems
from shared.web.shell.navigation import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What one folder adds to its service. `main.py` lists all features in a tuple; their order never matters."""

    name: str
    routers: Sequence[APIRouter] = ()
    problems: Problems = field(default_factory=dict)
    """The errors of the feature, each with status, machine name and Persian title."""
    indexes: Indexes = field(default_factory=dict)
    """The collections of the feature, and their indexes."""
    migrations: Sequence[Migration] = ()
    """What `ravabet migrate` does to documents that earlier releases stored (ADR 33)."""
    audited: Audited = field(default_factory=dict)
    """For each of its collections, the fields that the audit trail hides."""
    public: Sequence[str] = ()
    """Those of its collections that kept pages show: after a change there, they are made anew."""
    folder: Path | None = None
    """The folder of the feature, as `Path(__file__).parent`. It may hold `templates`, and catalogues in `locale`."""
    menu: Sequence[Link] = ()
    """The links that it adds to the menus."""
    deeds: Mapping[str, str] = field(default_factory=dict)
    """The names of its changing routes in the audit trail: `POST /n/desk/new` → a Persian noun."""
    things: Mapping[str, str] = field(default_factory=dict)
    """The names of its collections in the audit trail."""
    actions: Sequence[Action] = ()
    """Its entries in the table of access."""
    listens: Sequence[Listener] = ()
    """The events that it handles."""
    open_work: OpenWork | None = None
    """Lists what is open in its collections when the holder of a post changes (ADR 31)."""
    nothing_open: str = ""
    """Why nothing in its collections is ever open for a post. Collections need this reason or `open_work`."""
    jobs: Sequence[Job] = ()
    """Loops that run beside the requests, such as reminders and sending."""
    leaving: Sequence[Ending] = ()
    """Called on SIGTERM to close long-lived responses, such as event streams, before the server waits for the rest."""
    closing: Sequence[Job] = ()
    """Called at the end of the process, to close connections to other systems."""

    @property
    def templates(self) -> list[Path]:
        """The folder of its templates, in a list that is empty when there is none."""
        return [self.folder / "templates"] if self.folder and (self.folder / "templates").is_dir() else []

    @property
    def locales(self) -> list[Path]:
        """The folders of its message catalogues: its own, then the one of its service."""
        return [self.folder / "locale", self.folder.parent / "locale"] if self.folder else []
