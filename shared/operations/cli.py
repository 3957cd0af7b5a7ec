"""The `ravabet` command for operators."""

import asyncio
from typing import Annotated

import typer
from aiormq.exceptions import AMQPError
from httpx import HTTPError
from rich.console import Console

from shared.events.catalogue import SERVICES
from shared.messaging import topology
from shared.operations import audit, events, signing_keys, users

app = typer.Typer(help="Operate Ravabet.", no_args_is_help=True, pretty_exceptions_enable=False)
say, complain = Console(), Console(stderr=True)

app.add_typer(events.app, name="events")
app.add_typer(audit.app, name="audit")
app.command("users")(users.make_users)
app.command("rotate-key")(signing_keys.rotate_key)

AmqpUrl = Annotated[str, typer.Option(envvar="RAVABET_AMQP_URL", help="The broker, with a user that may configure it.")]
ManagementUrl = Annotated[
    str | None,
    typer.Option(envvar="RAVABET_AMQP_MANAGEMENT_URL", help="Its management interface, for removing old bindings."),
]


@app.callback()
def ravabet() -> None:
    """Operate Ravabet."""


@app.command("topology")
def declare_topology(amqp_url: AmqpUrl, management_url: ManagementUrl = None) -> None:
    """Declare all exchanges, queues and bindings of the catalogue; safe to repeat. Exit code 1 when that fails."""
    try:
        asyncio.run(topology.declare(amqp_url))
        removed = asyncio.run(topology.tidy(amqp_url, management_url)) if management_url else []
    except topology.TopologyDiffers as error:
        complain.print(f"The broker's topology does not fit: {error}.")
        raise typer.Exit(1) from error
    except (AMQPError, OSError, HTTPError) as error:
        complain.print(f"The broker cannot be reached ({type(error).__name__}): is RAVABET_AMQP_URL right?")
        raise typer.Exit(1) from error
    for sentence in removed:
        say.print(sentence)
    say.print(f"The topology of {len(SERVICES)} services is in place.")
