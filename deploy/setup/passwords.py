"""The passwords of an installation: made once, kept in one file that only root can read."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from deploy.setup.folder import Folder, write_private
from deploy.setup.trouble import CannotSetUp
from shared.messaging.rights import PARTIES
from shared.web.paths import SERVICES

ADMIN: Final = "admin"
"""The user of each server that makes the others."""
BACKUP: Final = "backup"
"""Reads all databases, and writes none but on a restore."""
FAMILY: Final = "ravabet"
"""What the names of a server's users begin with. A rotation makes a second family of users and then drops the first."""
AGING: Final = ("mongo", "broker", "signing", "links")
"""What is made anew by a rotation, each with the day on which it was made: `mongo.made`."""

WANTED: Final = (
    *(f"mongo.{party}" for party in (*SERVICES, ADMIN, BACKUP)),
    *(f"broker.{party}" for party in (*PARTIES, ADMIN)),
    "mongo.keyfile",
    "broker.cookie",
    "notifier.links",
)


def family_of(passwords: Mapping[str, str], server: str) -> str:
    """Return the family of the users that services have on a server, `mongo` or `broker`."""
    return passwords.get(f"{server}.family", FAMILY)


def passwords_of(folder: Folder, *, now: datetime) -> Mapping[str, str]:
    """Return all passwords; those that are missing are made and added. Raises CannotSetUp for a file that is none."""
    try:
        kept: dict[str, str] = json.loads(folder.passwords.read_text()) if folder.passwords.exists() else {}
    except (OSError, ValueError) as error:
        raise CannotSetUp(
            f"{folder.passwords} cannot be read ({type(error).__name__}): restore it from a copy."
        ) from error
    made = {f"{each}.made": now.isoformat(timespec="seconds") for each in AGING}
    given = {name: new_password() for name in WANTED} | made | kept
    if given != kept:
        keep_passwords(folder, given)
    return given


def keep_passwords(folder: Folder, passwords: Mapping[str, str]) -> None:
    """Write the file of passwords, whole or not at all."""
    write_private(folder.passwords, json.dumps(dict(passwords), indent=1))


def new_password() -> str:
    """Return one that nobody guesses; it may stand in an address as it is."""
    return secrets.token_urlsafe(32)
