"""Access to a service's database for the commands of operators."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from pymongo.errors import PyMongoError
from rich.console import Console

from shared.events.catalogue import SERVICES
from shared.runtime.clock import utc_now
from shared.store.store import Store

complain = Console(stderr=True, soft_wrap=True)

Result = TypeVar("Result")

_PATIENCE_SECONDS = 4.0

Service = Annotated[
    str, typer.Argument(help=f"One of {', '.join(SERVICES)}; <SERVICE>_MONGO_URL must name its database.")
]


def with_store(service: str, use: Callable[[Store], Awaitable[Result]]) -> Result:
    """Call a function with a service's database. Ends the command with a sentence when the database cannot be used."""
    if service not in SERVICES:
        raise typer.BadParameter(f"{service}: choose from {', '.join(SERVICES)}", param_hint="SERVICE")
    name = f"{service.upper()}_MONGO_URL"
    if not (url := os.environ.get(name)):
        complain.print(f"Set {name} to the database of {service}: the same address that the service itself uses.")
        raise typer.Exit(1)

    async def run() -> Result:
        store = Store.open(url, service=service, now=utc_now, patience=_PATIENCE_SECONDS)
        try:
            return await use(store)
        finally:
            await store.close()

    try:
        return asyncio.run(run())
    except PyMongoError as error:
        complain.print(f"The database of {service} does not answer ({type(error).__name__}): is {name} right?")
        raise typer.Exit(1) from error
