"""Whether everybody on this machine can read a secret."""

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, not_looked_at, wrong

_PUBLIC: Final = frozenset({"ca.pem", "trusted.pem", "certificate.pem", "contact.public.json", "letters.trusted.pem"})


async def check_secret_files(county: County) -> Sequence[Finding]:
    """Look at the rights of each file in the folder of secrets."""
    if not county.secrets:
        return [not_looked_at("No secret files were looked at.", "Set RAVABET_SECRETS_DIR.")]
    return [
        wrong(f"Everybody can read the secret {file}.", f"Run: chmod o-r {file} and change the secret.")
        for file in sorted(county.secrets.rglob("*"))
        if _is_secret(file) and file.stat().st_mode & stat.S_IROTH
    ]


def _is_secret(file: Path) -> bool:
    return file.is_file() and file.name not in _PUBLIC
