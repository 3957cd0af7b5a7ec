"""`ravabet rotate`."""

import asyncio
import os
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.rotation.parts import WHAT_IT_IS, Part
from deploy.setup.folder import USUAL, Folder
from deploy.setup.trouble import CannotSetUp
from shared.runtime.clock import utc_now

say = Console(soft_wrap=True, highlight=False, markup=False)
tell = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

_PARTS = " ".join(f"{part}: {what}." for part, what in WHAT_IT_IS.items())


def rotate(
    parts: Annotated[list[Part] | None, typer.Argument(help=f"What is made anew; all by default. {_PARTS}")] = None,
    *,
    restarted: Annotated[
        bool, typer.Option("--restarted", help="All that was named has been restarted: go on with the next step.")
    ] = False,
    into: Annotated[Path, typer.Option("--folder", help="Where keys, passwords and settings are kept.")] = USUAL,
) -> None:
    """Make secrets of the county anew while it runs; deploy/ravabet rotate does it all, this command one step.

    Three steps: the new secrets are good everywhere; they are used; the old ones are good no more. After each step it
    prints what has to be restarted, one replica after the other, before it is called again with --restarted. It prints
    nothing when all is done. Interrupted or failed, it is called again without --restarted, and repeats the step at
    which it was. Exit code 1 and a sentence when something is in the way; then all that runs goes on with what it has.
    """
    from deploy.rotation.steps import NotYet  # noqa: PLC0415 - what it needs takes a moment, for which no other one waits

    try:
        waiting = asyncio.run(_go_on(Folder(into.absolute()), parts or [], restarted=restarted))
    except NotYet as reason:
        tell.print(str(reason))
    except CannotSetUp as error:
        tell.print(str(error))
        raise typer.Exit(1) from error
    except (OSError, ValueError, KeyError) as error:
        tell.print(f"The folder {into} or the secrets of the operator are not complete ({error}): run ravabet setup.")
        raise typer.Exit(1) from error
    else:
        if waiting:
            say.print(" ".join(waiting))
        else:
            tell.print("All is done: the old secrets are good no more.")


async def _go_on(folder: Folder, parts: Collection[Part], *, restarted: bool) -> list[str]:
    from deploy.rotation.servers import Servers  # noqa: PLC0415
    from deploy.rotation.steps import Rotating  # noqa: PLC0415
    from deploy.rotation.under_way import Rotation  # noqa: PLC0415
    from deploy.setup.writing import Installation  # noqa: PLC0415

    installation, env = Installation.there(folder), os.environ
    servers = Servers(env["RAVABET_MONGO_URL"], env["RAVABET_AMQP_ADMIN_URL"], env["RAVABET_AMQP_URL"])
    under_way = Rotation.of(folder)
    if under_way and not set(parts) <= under_way.parts:
        names = ", ".join(sorted(under_way.parts))
        tell.print(f"The rotation of {names} that was begun on {under_way.begun:%Y-%m-%d} is finished first.")
    return await Rotating(installation, servers, utc_now).go_on(parts or list(Part), restarted=restarted)
