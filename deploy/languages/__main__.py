"""`python -m deploy.languages check|write`: hold the English catalogues against what templates and code say."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.languages.catalogue import compiled, misfits, read, text_of, write_compiled
from deploy.languages.sources import messages, not_marked

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose sentences stand in one catalogue."""

    folder: Path
    locale: Path

    @property
    def source(self) -> Path:
        """What translators edit."""
        return self.locale / "en" / "LC_MESSAGES" / "messages.po"


SHARED = Owner(_ROOT / "shared", _ROOT / "shared" / "web" / "shell" / "locale")
SERVICES = tuple(
    Owner(_ROOT / "services" / name, _ROOT / "services" / name / "locale")
    for name in ("membership", "news", "notifier", "reporting")
)


def main(arguments: list[str]) -> int:
    """Run one of the two; 0 when all is well, 1 when not, 2 for a word that is not understood."""
    match arguments:
        case ["check"]:
            troubles = list(_troubles())
        case ["write"]:
            _write()
            troubles = list(_unmarked())
        case _:
            sys.stderr.write("usage: python -m deploy.languages check|write\n")
            return 2
    for trouble in troubles:
        sys.stderr.write(f"{trouble}\n")
    return 1 if troubles else 0


def said_by(owner: Owner) -> set[str]:
    """The messages of one catalogue; what is said in `shared`, too, stands in its catalogue alone."""
    found = messages(owner.folder)
    return found if owner is SHARED else found - messages(SHARED.folder)


def _troubles() -> Iterator[str]:
    yield from _unmarked()
    for owner in (SHARED, *SERVICES):
        path = owner.source.relative_to(_ROOT)
        kept = read(owner.source)
        if not owner.source.exists() or owner.source.read_text("utf-8") != text_of(kept, said_by(owner)):
            yield f"{path} is not what is said today: run python -m deploy.languages write"
        elif compiled(owner.source) != {message: said for message, said in kept.items() if said}:
            yield f"{path} is not what its .mo says: run python -m deploy.languages write"
        for message in misfits(kept):
            yield f"{path} has markup, or not the same gaps, in: {message}"


def _unmarked() -> Iterator[str]:
    for owner in (SHARED, *SERVICES):
        for path, line, text in not_marked(owner.folder):
            yield f"{path.relative_to(_ROOT)}:{line} is not a message, so nobody can translate it: {text}"


def _write() -> None:
    for owner in (SHARED, *SERVICES):
        kept, said = read(owner.source), said_by(owner)
        owner.source.parent.mkdir(parents=True, exist_ok=True)
        owner.source.write_text(text_of(kept, said), "utf-8")
        write_compiled(owner.source)
        known = sum(1 for message in said if kept.get(message))
        print(f"{owner.folder.name}: {known} of {len(said)} messages in English")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
