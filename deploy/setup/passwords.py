"""The passwords of an installation: made once, kept in one file that only root can read."""

import json
import secrets
from collections.abc import Mapping
from typing import Final

from deploy.setup.folder import Folder, write_private
from deploy.setup.trouble import CannotSetUp
from shared.messaging.rights import PARTIES
from shared.web.paths import SERVICES

ADMIN: Final = "admin"
"""The user of each server that makes the others."""
BACKUP: Final = "backup"
"""Reads all databases, and writes none but on a restore."""

WANTED: Final = (
    *(f"mongo.{party}" for party in (*SERVICES, ADMIN, BACKUP)),
    *(f"broker.{party}" for party in (*PARTIES, ADMIN)),
    "mongo.keyfile",
    "broker.cookie",
    "notifier.links",
)


def passwords_of(folder: Folder) -> Mapping[str, str]:
    """Return all passwords; those that are missing are made and added. Raises CannotSetUp for a file that is none."""
    try:
        kept: dict[str, str] = json.loads(folder.passwords.read_text()) if folder.passwords.exists() else {}
    except (OSError, ValueError) as error:
        raise CannotSetUp(
            f"{folder.passwords} cannot be read ({type(error).__name__}): restore it from a copy."
        ) from error
    given = {name: kept.get(name) or secrets.token_urlsafe(32) for name in WANTED} | kept
    if given != kept:
        write_private(folder.passwords, json.dumps(given, indent=1))
    return given
