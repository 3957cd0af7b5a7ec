"""The folder of an installation, /etc/ravabet: which file lies where, and who may read it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.setup.trouble import CannotSetUp

USUAL: Final = Path("/etc/ravabet")
USUAL_DATA: Final = Path("/var/lib/ravabet")
OWNER: Final = 10001
"""The user and group by whose number all containers run. It needs no name on this machine."""

OPERATOR: Final = "operator"
"""The party that has the settings of all services: the `ravabet` command."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One installation's folder."""

    root: Path
    data: Path = USUAL_DATA
    """Where the servers keep what they are given."""

    @property
    def profile(self) -> Path:
        """What the county said of itself."""
        return self.root / "county.toml"

    @property
    def settings(self) -> Path:
        """Settings of all services that are no secrets, as an environment file."""
        return self.root / "settings.env"

    @property
    def compose(self) -> Path:
        """What `compose.yaml` needs to know, as an environment file."""
        return self.root / "compose.env"

    @property
    def certificates(self) -> Path:
        """The authority with its key, and the certificate of each party."""
        return self.root / "certificates"

    @property
    def gateway(self) -> Path:
        """Nginx's configuration and the pages of errors."""
        return self.root / "gateway"

    @property
    def passwords(self) -> Path:
        """The passwords of the users of both servers, as JSON."""
        return self.root / "passwords.json"

    def secrets(self, party: str) -> Path:
        """The folder of secret files of a service, a server, the gateway or the operator."""
        return self.root / "secrets" / party

    def make(self, stores: Sequence[str]) -> None:
        """Make the folder and those in it, and one for the data of each server and for backups.

        Raises CannotSetUp when that is not allowed.
        """
        try:
            for store in stores:
                (self.data / store).mkdir(mode=0o700, parents=True, exist_ok=True)
                _give(self.data / store)
            for each in (self.root, self.certificates, self.gateway, self.root / "secrets"):
                each.mkdir(mode=0o755 if each in {self.root, self.gateway} else 0o711, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotSetUp(
                f"{error.filename} cannot be made ({error.strerror}): run this as root, or name another --folder."
            ) from error

    def write_secret(self, party: str, name: str, content: str | bytes) -> Path:
        """Write a file that only the containers' user can read, whole or not at all."""
        folder = self.secrets(party)
        folder.mkdir(mode=0o700, exist_ok=True)
        _give(folder)
        file = folder / name
        write_private(file, content)
        _give(file)
        return file

    def write_public(self, file: Path, content: str | bytes) -> None:
        """Write a file that everybody on this machine may read."""
        draft = file.with_name(f".{file.name}.new")
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
        draft.chmod(0o644)
        draft.replace(file)

    def loose_files(self) -> Iterator[Path]:
        """Yield the secret files that others than their owner can read."""
        for file in [self.passwords, *(self.root / "secrets").rglob("*"), *self.certificates.glob("*.key")]:
            if file.is_file() and file.stat().st_mode & 0o077:
                yield file


def write_private(file: Path, content: str | bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as output:
        output.write(content.encode() if isinstance(content, str) else content)
    draft.replace(file)


def _give(path: Path) -> None:
    """Let the containers' user own it. Whoever is not root keeps it, and runs the containers as themselves."""
    if os.geteuid() == 0:
        os.chown(path, OWNER, OWNER)
