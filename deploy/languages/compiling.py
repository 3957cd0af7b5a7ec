"""Catalogues as `gettext` reads them, made by set-up and by the build of a wheel, and not kept by git."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where babel would write the present moment, so that the same sources give the same files."""


def compile_all(root: Path) -> list[Path]:
    """Make the `.mo` beside every `messages.po` of services and shared, and take away those that lost their source."""
    folders = [folder for part in ("services", "shared") for folder in (root / part).rglob("locale/*/LC_MESSAGES")]
    for folder in folders:
        if not (folder / "messages.po").exists():
            (folder / "messages.mo").unlink(missing_ok=True)
    return [compile_one(folder / "messages.po") for folder in folders if (folder / "messages.po").exists()]


def compile_one(source: Path) -> Path:
    """Make the `.mo` beside one catalogue; messages without a translation are left out."""
    target = source.with_suffix(".mo")
    with source.open("rb") as file:
        catalog = read_po(file, locale="en")
    catalog.creation_date = catalog.revision_date = _NO_DATE
    with target.open("wb") as file:
        write_mo(file, catalog)
    return target
