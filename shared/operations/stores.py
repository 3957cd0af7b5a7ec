"""Access to a service's database for the commands of operators."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated, TypeVar

import typer
from pymongo.errors import PyMongoError
from rich.console import Console

from shared.events.catalogue import SERVICES
from shared.messaging.decisions import AUDITED
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
    require(service)
    return with_stores(lambda stores: use(stores[service]), only=(service,))


def with_stores(use: Callable[[Mapping[str, Store]], Awaitable[Result]], *, only: Sequence[str] = SERVICES) -> Result:
    """Call a function with the databases of these services, as far as their addresses are set.

    Ends the command with a sentence when one of them cannot be used.
    """
    urls = {service: url for service in only if (url := address_of(service))}

    async def run() -> Result:
        async with open_stores(urls, patience=_PATIENCE_SECONDS) as stores:
            return await use(stores)

    try:
        return asyncio.run(run())
    except PyMongoError as error:
        names = " and ".join(map(variable_of, urls))
        whose = f"The database of {only[0]} does" if len(only) == 1 else "The databases of the services do"
        complain.print(f"{whose} not answer ({type(error).__name__}): is {names} right?")
        raise typer.Exit(1) from error


@asynccontextmanager
async def open_stores(
    urls: Mapping[str, str], *, patience: float = _PATIENCE_SECONDS
) -> AsyncIterator[Mapping[str, Store]]:
    """Open the database of each service that `urls` names, for the length of the block."""
    async with AsyncExitStack() as opened:
        stores = {}
        for service, url in urls.items():
            stores[service] = Store.open(url, service=service, now=utc_now, patience=patience, audited=[AUDITED])
            opened.push_async_callback(stores[service].close)
        yield stores


def address_of(service: str) -> str | None:
    """Return the address of a service's database, if it is set."""
    return os.environ.get(variable_of(service))


def variable_of(service: str) -> str:
    """Return the name of the environment variable with the address of a service's database."""
    return f"{service.upper()}_MONGO_URL"


def require(service: str) -> None:
    """End the command with a sentence when there is no such service, or the address of its database is not set."""
    if service not in SERVICES:
        raise typer.BadParameter(f"{service}: choose from {', '.join(SERVICES)}", param_hint="SERVICE")
    if not address_of(service):
        complain.print(
            f"Set {variable_of(service)} to the database of {service}: the same address that the service itself uses."
        )
        raise typer.Exit(1)
