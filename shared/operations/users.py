"""`ravabet users`: creates the broker's users, one for each service and one for the topology."""

import asyncio
import json
import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from httpx import HTTPError
from rich.console import Console

from shared.messaging.rights import PARTIES, MayNotGrant, grant, url_for

say, complain = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)

Passwords = Annotated[
    Path,
    typer.Option(
        help='A JSON file such as {"news": "…"}. Missing passwords are made and added. Only its owner can read it.'
    ),
]
AmqpUrl = Annotated[str, typer.Option(envvar="RAVABET_AMQP_URL", help="The broker with its virtual host.")]
ManagementUrl = Annotated[
    str, typer.Option(envvar="RAVABET_AMQP_MANAGEMENT_URL", help="Its management interface, with an administrator.")
]


def make_users(
    amqp_url: AmqpUrl, management_url: ManagementUrl, passwords: Passwords = Path("broker-passwords.json")
) -> None:
    """Create the broker's users with the rights they need and no others; safe to repeat. Exit code 1 if it fails."""
    try:
        given = _complete(passwords)
        asyncio.run(grant(management_url, amqp_url, given))
    except MayNotGrant as error:
        complain.print(f"No users were made: {error}.")
        raise typer.Exit(1) from error
    except (OSError, ValueError) as error:
        complain.print(f"The password file {passwords} cannot be used ({type(error).__name__}).")
        raise typer.Exit(1) from error
    except HTTPError as error:
        complain.print(
            f"The management interface cannot be reached ({type(error).__name__}): "
            "is RAVABET_AMQP_MANAGEMENT_URL right?"
        )
        raise typer.Exit(1) from error
    for party in PARTIES:
        say.print(f"{party}: {url_for(party, amqp_url, '…')}")
    say.print(f"The passwords are in {passwords}.")


def _complete(file: Path) -> dict[str, str]:
    """Return the passwords of all parties; missing ones are made and written to the file."""
    kept: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    given = {party: str(kept.get(party) or secrets.token_urlsafe(24)) for party in PARTIES}
    if given != kept:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
            json.dump(given, output, indent=1)
    return given
