"""Secrets that lie in files, one for each setting, as Docker Compose and systemd hand them over."""

import os
import stat
from pathlib import Path
from typing import Final

_USUAL: Final = Path("/run/secrets")


def folder_of_secrets() -> Path | None:
    """Return the folder of secret files, if there is one; `news_mongo_url` in it holds NEWS_MONGO_URL.

    It is named by RAVABET_SECRETS_DIR or, for a unit of systemd, by CREDENTIALS_DIRECTORY; else it is /run/secrets.
    Raises SystemExit with a sentence when it cannot be read, or everybody may read a file in it.
    """
    named = os.environ.get("RAVABET_SECRETS_DIR") or os.environ.get("CREDENTIALS_DIRECTORY")
    folder = Path(named) if named else _USUAL
    if not named and not folder.is_dir():
        return None
    try:
        for file in folder.iterdir():
            if _is_setting(file) and file.stat().st_mode & stat.S_IROTH:
                raise SystemExit(f"Everybody can read the secret file {file}: chmod o-r it, and change the secret.")
    except OSError as error:
        raise SystemExit(f"The secrets in {folder} cannot be read ({error.strerror}).") from error
    return folder


def take_secrets() -> None:
    """Put the secrets into this process's environment, where a command looks for its settings.

    What the environment has already stays. Raises SystemExit as `folder_of_secrets` does.
    """
    if folder := folder_of_secrets():
        try:
            for file in filter(_is_setting, folder.iterdir()):
                os.environ.setdefault(file.name.upper(), file.read_text(encoding="utf-8").strip())
        except OSError as error:
            raise SystemExit(f"The secret {error.filename} cannot be read ({error.strerror}).") from error


def _is_setting(file: Path) -> bool:
    """Whether a file holds a setting; those with an extension are keys and certificates, which settings name."""
    return file.is_file() and not file.suffix
