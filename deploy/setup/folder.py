"""The folder of an installation, /etc/ravabet: which file lies where, and who may read it."""

import os
import pwd
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    owners: Mapping[str, str] = field(default_factory=dict)
    """The user of this machine who owns what a party may know; whoever is not named here is the containers' user."""

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

        Raises CannotSetUp when that is not allowed, and before anything is made when a user is missing.
        """
        for owner in self.owners.values():
            _numbers_of(owner)
        try:
            for store in stores:
                (self.data / store).mkdir(mode=0o700, parents=True, exist_ok=True)
                self._give(self.data / store, store)
            for each in (self.root, self.certificates, self.gateway, self.root / "secrets"):
                each.mkdir(mode=0o755 if each in {self.root, self.gateway} else 0o711, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotSetUp(
                f"{error.filename} cannot be made ({error.strerror}): run this as root, or name another --folder."
            ) from error

    def write_secret(self, party: str, name: str, content: str | bytes) -> Path:
        """Write a file that only the user of that party can read, whole or not at all."""
        folder = self.secrets(party)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder, party)
        file = folder / name
        write_private(file, content)
        self._give(file, party)
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

    def _give(self, path: Path, party: str) -> None:
        """Let the user of that party own it. Whoever is not root keeps it, and runs all parts as themselves."""
        if os.geteuid() == 0:
            owner = self.owners.get(party)
            user, group = (OWNER, OWNER) if owner is None else _numbers_of(owner)
            os.chown(path, user, group)


def write_private(file: Path, content: str | bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as output:
        output.write(content.encode() if isinstance(content, str) else content)
    draft.replace(file)


def _numbers_of(user: str) -> tuple[int, int]:
    try:
        found = pwd.getpwnam(user)
    except KeyError as error:
        raise CannotSetUp(
            f"There is no user {user} on this machine: install mongodb-org-server, rabbitmq-server and Ravabet first."
        ) from error
    return found.pw_uid, found.pw_gid
