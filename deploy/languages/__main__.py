"""`python -m deploy.languages check|write|compile`: hold the English catalogues against what templates and code say."""

import sys
from collections.abc import Iterator

from deploy.languages.catalogue import misfits, read, text_of
from deploy.languages.compiling import compile_all
from deploy.languages.owners import ROOT, Owner, all_owners, said
from deploy.languages.sources import not_marked


def main(arguments: list[str]) -> int:
    """Run one of the three; 0 when all is well, 1 when not, 2 for a word that is not understood."""
    match arguments:
        case ["check"]:
            troubles = list(_troubles())
        case ["write"]:
            _write()
            troubles = list(_unmarked())
        case ["compile"]:
            compile_all(ROOT)
            troubles = []
        case _:
            sys.stderr.write("usage: python -m deploy.languages check|write|compile\n")
            return 2
    for trouble in troubles:
        sys.stderr.write(f"{trouble}\n")
    return 1 if troubles else 0


def _troubles() -> Iterator[str]:
    yield from _unmarked()
    for owner, messages in said().items():
        path = owner.source.relative_to(ROOT)
        kept = read(owner.source)
        if _text_in(owner) != _text_for(kept, messages):
            yield f"{path} is not what is said today: run python -m deploy.languages write"
        for message in misfits(kept):
            yield f"{path} has markup, or not the same gaps, in: {message}"


def _unmarked() -> Iterator[str]:
    for path, line, text in (*not_marked(ROOT / "shared"), *not_marked(ROOT / "services")):
        yield f"{path.relative_to(ROOT)}:{line} is not a message, so nobody can translate it: {text}"


def _write() -> None:
    # A sentence that moved to another folder takes its translation along.
    known = {message: text for owner in all_owners() for message, text in read(owner.source).items() if text}
    for owner, messages in said().items():
        text = _text_for(known, messages)
        if text:
            owner.source.parent.mkdir(parents=True, exist_ok=True)
            owner.source.write_text(text, "utf-8")
        else:
            owner.source.unlink(missing_ok=True)
        if messages:
            print(f"{owner.name}: {len(messages & known.keys())} of {len(messages)} messages in English")
    compile_all(ROOT)


def _text_in(owner: Owner) -> str:
    return owner.source.read_text("utf-8") if owner.source.exists() else ""


def _text_for(known: dict[str, str], messages: set[str]) -> str:
    return text_of(known, messages) if messages else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
