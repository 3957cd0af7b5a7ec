"""`ravabet posts`: tells services again who holds which post."""

from functools import partial

import typer
from rich.console import Console

from shared.operations.stores import with_store
from shared.runtime.clock import utc_now
from shared.store.store import Store

say = Console(soft_wrap=True, highlight=False, markup=False)

app = typer.Typer(help="Tell services again who holds which post.", no_args_is_help=True)


@app.callback()
def _posts() -> None:
    """Tell services again who holds which post."""


@app.command()
def tell() -> None:
    """Tell the holder of each post again, for a service that began to listen after the post had changed hands.

    It is told as a replay: services update what they know, and notify nobody. It needs MEMBERSHIP_MONGO_URL; services
    may run meanwhile, and to run it again does no harm.
    """
    # To import the services takes a second, which `ravabet --help` should not cost.
    from services.membership.accounts.mongo import MongoPersonRepository  # noqa: PLC0415
    from services.membership.posts.mongo import MongoPostRepository  # noqa: PLC0415
    from services.membership.posts.telling_usecases import PostCrier  # noqa: PLC0415

    async def cry(store: Store) -> int:
        crier = PostCrier(MongoPostRepository(store), MongoPersonRepository(store), store.transaction, utc_now)
        keys = await crier.posts.held()
        return sum([await store.run_again(partial(crier.tell, key)) for key in keys])

    say.print(
        f"{with_store('membership', cry)} holders are told again, to all services that listen; nobody is notified."
    )
