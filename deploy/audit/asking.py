"""Asks by pip-audit which faults are known of the libraries in files of locked requirements."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from deploy.audit.allowed import Allowed
from deploy.audit.trouble import OutOfReach

_PATIENCE_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class Fault:
    """A known fault of a library in the release that is locked."""

    package: str
    version: str
    names: frozenset[str]
    fixed_in: Sequence[str]
    text: str

    def is_allowed_by(self, entry: Allowed) -> bool:
        """Whether an entry of the list means this one, by any of its names."""
        return entry.package.lower() == self.package.lower() and entry.id in self.names

    @property
    def sentence(self) -> str:
        """What it is, and in which release it is mended."""
        mended = f"mended in {', '.join(self.fixed_in)}" if self.fixed_in else "not mended yet"
        return f"{self.package} {self.version}: {', '.join(sorted(self.names))}, {mended}. {self.text}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of all libraries, and of which nothing could be learned."""

    looked_at: int
    faults: Sequence[Fault]
    unknown: Sequence[str]


def ask(files: Sequence[Path], *, osv_url: str = "") -> Answer:
    """Ask for all libraries in these files: the index that they come from, or a server that speaks OSV.

    Raises OutOfReach when it does not answer.
    """
    service = (
        ["--vulnerability-service", "osv", "--osv-url", osv_url] if osv_url else ["--vulnerability-service", "pypi"]
    )
    given = [word for file in files for word in ("--requirement", str(file))]
    options = ["--format", "json", "--desc", "on", "--aliases", "on", "--progress-spinner", "off"]
    # Only what is locked, with its hashes: nothing is resolved, and nothing installed.
    exactly = ["--require-hashes", "--disable-pip", "--timeout", str(_PATIENCE_SECONDS)]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", *service, *given, *options, *exactly],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told = _Told.model_validate_json(done.stdout)
    except ValidationError as error:
        # The name of the error is told; its text may hold an address of ours.
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        why = lines[-1].partition(":")[0].split(".")[-1] if lines else f"it ended with {done.returncode}"
        raise OutOfReach(f"Who knows of faults does not answer ({why}): nothing was looked at.") from error
    unknown = list(told.unknown())
    if len(unknown) == len(told.dependencies):
        raise OutOfReach("What answers knows none of these libraries, as a mirror does not: nothing was looked at.")
    return Answer(len(told.dependencies), list(told.faults()), unknown)


class _Vulnerability(BaseModel):
    id: str
    aliases: list[str] = []
    fix_versions: list[str] = []
    description: str = ""


class _Dependency(BaseModel):
    name: str
    version: str = ""
    skip_reason: str = ""
    vulns: list[_Vulnerability] = []


class _Told(BaseModel):
    """The JSON of pip-audit."""

    dependencies: list[_Dependency]

    def faults(self) -> Iterator[Fault]:
        for library in self.dependencies:
            for each in library.vulns:
                names = frozenset({each.id, *each.aliases})
                yield Fault(library.name, library.version, names, each.fix_versions, _first_sentence(each.description))

    def unknown(self) -> Iterator[str]:
        yield from sorted(library.name for library in self.dependencies if library.skip_reason)


def _first_sentence(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 160 else words[:159] + "…"  # noqa: PLR2004 - two lines of a terminal
