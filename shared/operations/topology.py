"""`ravabet topology`: declares the broker's exchanges, queues and bindings, or checks that they are all there."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer
from aiormq.exceptions import AMQPError
from httpx import HTTPError
from rich.console import Console

from shared.events.catalogue import SERVICES
from shared.messaging import topology
from shared.messaging.inspection import Difference, differences
from shared.operations.missed import missed_of_all, note_check, told
from shared.operations.stores import complain, with_stores

say = Console(soft_wrap=True)

_LOOKED_BACK = timedelta(days=7)

AmqpUrl = Annotated[str, typer.Option(envvar="RAVABET_AMQP_URL", help="The broker, with a user that may configure it.")]
ManagementUrl = Annotated[
    str | None,
    typer.Option(
        envvar="RAVABET_AMQP_MANAGEMENT_URL",
        help="Its management interface, for removing old bindings and for --check.",
    ),
]


def declare_topology(
    amqp_url: AmqpUrl,
    management_url: ManagementUrl = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; say what is missing or different.")] = False,
) -> None:
    """Declare all exchanges, queues and bindings of the catalogue; safe to repeat. Exit code 1 when that fails.

    With --check nothing is declared: a sentence says of each exchange, queue and binding that is missing, different or
    too many, and of each type of event that a service missed in the last seven days; then the exit code is 1. For the
    events, and for the metrics, each <SERVICE>_MONGO_URL must name a database.
    """
    try:
        if check:
            _check(amqp_url, management_url)
        else:
            _declare(amqp_url, management_url)
    except topology.TopologyDiffers as error:
        complain.print(f"The broker's topology does not fit: {error}.")
        raise typer.Exit(1) from error
    except (AMQPError, OSError, HTTPError) as error:
        complain.print(f"The broker cannot be reached ({type(error).__name__}): is RAVABET_AMQP_URL right?")
        raise typer.Exit(1) from error


def _declare(amqp_url: str, management_url: str | None) -> None:
    found = asyncio.run(differences(amqp_url, management_url)) if management_url else []
    asyncio.run(topology.declare(amqp_url))
    removed = asyncio.run(topology.tidy(amqp_url, management_url)) if management_url else []
    for sentence in removed:
        say.print(sentence, highlight=False)
    for service, event_type in _repaired(found):
        say.print(f"{topology.queue_of(service)} did not listen to {event_type}, and does now.", highlight=False)
    for service in sorted({service for service, _ in _repaired(found)}):
        hint = f"ravabet events missed {service} --since DATE, with the day on which it listened last"
        say.print(f"To see what it missed: {hint}", highlight=False)
    say.print(f"The topology of {len(SERVICES)} services is in place.")


def _repaired(found: Sequence[Difference]) -> list[tuple[str, str]]:
    """Return which services did not hear which types; none when the whole topology is new."""
    if any(difference.sentence == f"the exchange {topology.EXCHANGE} is missing" for difference in found):
        return []
    return [(each.service, event_type) for each in found if each.service for event_type in each.unheard]


def _check(amqp_url: str, management_url: str | None) -> None:
    if not management_url:
        complain.print("Set RAVABET_AMQP_MANAGEMENT_URL: only the management interface tells what is bound.")
        raise typer.Exit(1)
    found = asyncio.run(differences(amqp_url, management_url))
    for difference in found:
        complain.print(f"{difference.sentence}.", highlight=False)
    if found:
        complain.print("To put it right: ravabet topology", highlight=False)
    missed = with_stores(lambda stores: missed_of_all(stores, within=_LOOKED_BACK))
    with_stores(lambda stores: note_check(stores, found, missed))
    to_send = [service for service, events in missed.items() if not all(each.is_overtaken for each in events)]
    for service, events in missed.items():
        for sentence in told(events):
            complain.print(f"{service} missed {sentence}", highlight=False)
        if service in to_send:
            complain.print(f"To send it again: ravabet events send-again {service}", highlight=False)
    # Nothing has to be done about what a later event has overtaken, so it is told but is no trouble.
    if found or to_send:
        raise typer.Exit(1)
    say.print(f"The topology of {len(SERVICES)} services is in place.")
