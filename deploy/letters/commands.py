"""`ravabet letters`: the key with which the county seals its letters, and the check of their register."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.letters import register_commands
from shared.runtime.clock import utc_now

say = Console(soft_wrap=True, highlight=False, markup=False)
complain = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

app = typer.Typer(help="Look after the letters of the county: their key and their register.", no_args_is_help=True)
app.add_typer(register_commands.app, name="register")


@app.command("key")
def make_key(
    *,
    county: Annotated[str, typer.Option(help="Who signs, as readers of a letter see it: «فرمانداری شهرستان بهاردشت».")],
    years: Annotated[int, typer.Option(min=1, max=10, help="For how long the certificate is good.")] = 3,
    out: Annotated[Path, typer.Option(help="The folder where membership finds its key.")],
    authority: Annotated[
        Path | None,
        typer.Option(help="The file of the authority above the key, made at first; beside the key by default."),
    ] = None,
) -> None:
    """Make a key (P-256) with a certificate of the county's own, or a new one in place of the one before.

    Letters that an earlier key sealed stay valid: its certificate is kept. Membership uses the new key at once. Exit
    code 1 and a sentence when it cannot.
    """
    # It needs the cryptography of setup, which other commands shall not wait for.
    from deploy.letters.keys import AUTHORITY_FILE, Spoiled, renew  # noqa: PLC0415

    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        above = authority or out / AUTHORITY_FILE
        made = renew(out, county, lasts=timedelta(days=365 * years), now=utc_now(), authority=above)
    except OSError as error:
        complain.print(f"{error.filename} cannot be written or read ({error.strerror}).")
        raise typer.Exit(1) from error
    except Spoiled as error:
        complain.print(f"The files of the key before are spoiled ({error}): put back their copies, or move them away.")
        raise typer.Exit(1) from error
    say.print(f"The key in {out} seals letters until {made.end:%Y-%m-%d}. Keep {above} where only operators are.")
