"""Whose sentences stand in which catalogue: each once, with the innermost folder that says it alone."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.languages.sources import messages
from shared.web.shell.navigation import FILE as PLACES

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """A folder of code and templates, with a catalogue of its own in `locale`."""

    folder: Path
    locale: Path

    @property
    def source(self) -> Path:
        """What translators edit."""
        return self.locale / "en" / "LC_MESSAGES" / "messages.po"

    @property
    def name(self) -> str:
        """As it is called in reports: `news/articles`."""
        return self.folder.relative_to(ROOT).as_posix().removeprefix("services/")


SHARED = Owner(ROOT / "shared", ROOT / "shared" / "web" / "shell" / "locale")


def services() -> list[Owner]:
    """The owners of what several features of a service say."""
    return [_owner(folder) for folder in sorted((ROOT / "services").iterdir()) if (folder / "__init__.py").exists()]


def features(service: Owner) -> list[Owner]:
    """The owners of what one feature of a service says."""
    return [_owner(path.parent) for path in sorted(service.folder.glob("*/__init__.py"))]


def said() -> Mapping[Owner, set[str]]:
    """The messages of each catalogue.

    What one feature says stands with it; what two features of a service say, or its own files, with the service; what
    `shared` or two services say, with `shared`, so that nothing is translated twice.
    """
    sayers: dict[str, set[tuple[Owner, Owner]]] = defaultdict(set)
    for message in messages(SHARED.folder) | _labels():
        sayers[message].add((SHARED, SHARED))
    for service in services():
        of_features = {each: messages(each.folder) for each in features(service)}
        for each, found in of_features.items():
            for message in found:
                sayers[message].add((service, each))
        for message in messages(service.folder) - set().union(*of_features.values()):
            sayers[message].add((service, service))
    found_by: dict[Owner, set[str]] = {owner: set() for owner in all_owners()}
    for message, by in sayers.items():
        found_by[_innermost(by)].add(message)
    return found_by


def all_owners() -> list[Owner]:
    """Every folder that may have a catalogue."""
    return [SHARED, *(each for service in services() for each in (service, *features(service)))]


def _innermost(sayers: set[tuple[Owner, Owner]]) -> Owner:
    if len(sayers) == 1:
        return next(iter(sayers))[1]
    of_services = {service for service, _ in sayers}
    return next(iter(of_services)) if len(of_services) == 1 else SHARED


def _labels() -> set[str]:
    """The places of the menu: named by a feature, shown by every service."""
    return {row["label"] for rows in json.loads(PLACES.read_text("utf-8")).values() for row in rows}


def _owner(folder: Path) -> Owner:
    return Owner(folder, folder / "locale")
