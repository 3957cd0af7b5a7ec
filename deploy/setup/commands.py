"""The commands that set up a county: `ravabet setup` and `ravabet prepare`."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from pymongo.errors import PyMongoError
from rich.console import Console

from deploy.setup.answers import beside, keep_answers, kept_answers
from deploy.setup.asking import Interview, Language, ask_language
from deploy.setup.folder import USUAL, USUAL_DATA, Folder
from deploy.setup.layout import SECRETS, ComposeLayout, Layout, SystemdLayout, kept_settings
from deploy.setup.profile import Profile
from deploy.setup.resolving import doubt_about
from deploy.setup.servers import prepare_broker, prepare_mongo
from deploy.setup.trouble import CannotSetUp
from deploy.setup.writing import Installation
from shared.runtime.clock import utc_now
from shared.runtime.version import own_version

say = Console(soft_wrap=True, highlight=False, markup=False)
complain = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

_OWN = own_version().release
_STOPPED = 130
"""What a shell says of a program that Ctrl-C ended."""
_COMPOSE = Path(__file__).parents[1] / "compose.yaml"


def set_up(
    *,
    given: Annotated[
        Path | None,
        typer.Option("--from", help="The county's profile; see deploy/README.md. Without it, you are asked."),
    ] = None,
    into: Annotated[Path, typer.Option("--folder", help="Where keys, passwords and settings are kept.")] = USUAL,
    data: Annotated[Path | None, typer.Option(help="Where MongoDB and RabbitMQ keep their data.")] = None,
    release: Annotated[str, typer.Option(help="The release with which a new county begins.")] = _OWN,
    subnet: Annotated[str | None, typer.Option(help="The first three numbers of the containers' network.")] = None,
    language: Annotated[Language | None, typer.Option(help="The language of the questions: fa or en.")] = None,
    without_containers: Annotated[
        bool, typer.Option("--without-containers", help="For the units of deploy/systemd instead of containers.")
    ] = False,
) -> None:
    """Write all that a county's stack needs; safe to repeat, also after a change of the profile.

    What was made before, such as keys and passwords, stays as it is, and so do options that are not given again. Exit
    code 1 and a sentence when it cannot.
    """
    root = into.absolute()
    kept = kept_settings(root / "compose.env")
    layout: Layout = (
        SystemdLayout(root)
        if without_containers
        else ComposeLayout(subnet or kept.get("RAVABET_SUBNET", ComposeLayout().subnet))
    )
    folder = Folder(root, (data or Path(kept.get("RAVABET_DATA", USUAL_DATA))).absolute(), layout.owners)
    try:
        profile = Profile.read(given) if given else _asked(folder, language)
        Installation(folder, profile, layout, release).write(now=utc_now())
    except CannotSetUp as error:
        complain.print(str(error))
        raise typer.Exit(1) from error
    if doubt := doubt_about(profile.site):
        complain.print(doubt)
    _link_for_compose(folder)
    say.print(f"{profile.county.name}: all is written in {folder.root}. To start it: {layout.start}")


def _asked(folder: Folder, language: Language | None) -> Profile:
    """Ask for the profile, keep the answers, and return what they say."""
    try:
        interview = Interview(language or ask_language(say), say, Path.cwd())
        answers = interview.hold(beside(folder, kept_answers(folder)))
    except KeyboardInterrupt as stopped:
        complain.print("\nStopped: nothing was written.")
        raise typer.Exit(_STOPPED) from stopped
    folder.make(())
    keep_answers(folder, answers)
    return Profile.read(folder.profile)


def _link_for_compose(folder: Folder) -> None:
    """Let plain `docker compose -f deploy/compose.yaml` find the settings, where this runs out of a checkout."""
    if folder.root == USUAL and folder.compose.exists() and _COMPOSE.exists() and os.access(_COMPOSE.parent, os.W_OK):
        link = _COMPOSE.with_name(".env")
        link.unlink(missing_ok=True)
        link.symlink_to(folder.compose)


def start_first_day() -> None:
    """Make bodies and the first accounts, bring in the offices, try mail and Bale; safe to repeat.

    It needs a running stack and the operator's secrets. It prints a link for each of governor, secretariat and operator
    who has no password yet, and what is left to do. The exit code is 1 while something is.
    """
    from deploy.setup.first_day import do_first_day  # noqa: PLC0415 - it knows all services, which takes a second

    folder = Path(os.environ.get("RAVABET_SECRETS_DIR", SECRETS))
    try:
        profile = Profile.model_validate_json((folder / "profile.json").read_text(encoding="utf-8"))
        left = asyncio.run(do_first_day(profile, sorted(folder.glob("offices.*")), say=say.print))
    except (CannotSetUp, PyMongoError) as error:
        complain.print(str(error))
        raise typer.Exit(1) from error
    except (OSError, ValueError) as error:
        complain.print(f"The secrets of the operator are not complete ({error}): run ravabet setup.")
        raise typer.Exit(1) from error
    if left:
        say.print("\nLeft to do:")
        for each in left:
            say.print(f"- {each}")
        raise typer.Exit(1)
    say.print("\nNothing is left to do: hand over the links.")


def write_offices_template(
    file: Annotated[Path, typer.Argument(help="Where to write it, such as offices.xlsx; - writes to the output.")],
) -> None:
    """Write the spreadsheet in which offices and PR managers are entered before the first day."""
    from deploy.setup.first_day import offices_template  # noqa: PLC0415 - it knows all services, which takes a second

    if str(file) == "-":
        sys.stdout.buffer.write(offices_template())
        return
    try:
        with file.open("xb") as output:
            output.write(offices_template())
    except OSError as error:
        complain.print(f"{file} cannot be written ({error.strerror}).")
        raise typer.Exit(1) from error
    say.print(f"{file}: fill it in, and name it under [offices] in the profile.")


def prepare() -> None:
    """Make replica set, users, exchanges and queues on servers that were just started; safe to repeat.

    The stack runs it before its services. It reads the secrets of the operator.
    """
    folder = Path(os.environ.get("RAVABET_SECRETS_DIR", SECRETS))
    try:
        passwords = json.loads((folder / "passwords.json").read_text())
        prepare_mongo(os.environ["RAVABET_MONGO_URL"], passwords)
        say.print("MongoDB: the replica set and its users are in place.")
        urls = os.environ["RAVABET_AMQP_ADMIN_URL"], os.environ["RAVABET_AMQP_URL"]
        asyncio.run(prepare_broker(*urls, passwords))
        say.print("RabbitMQ: users, exchanges and queues are in place.")
    except CannotSetUp as error:
        complain.print(str(error))
        raise typer.Exit(1) from error
    except (OSError, ValueError, KeyError) as error:
        complain.print(f"The secrets of the operator are not complete ({error}): run ravabet setup.")
        raise typer.Exit(1) from error
