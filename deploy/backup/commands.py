"""`ravabet backup`, `ravabet restore` and `ravabet backup-key`.

What they need is imported when they run: the other commands do not wait for it.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from aiormq.exceptions import AMQPError
from httpx import HTTPError
from pymongo.errors import PyMongoError
from rich.console import Console

from deploy.backup.trouble import Trouble
from shared.operations.missed import Stores
from shared.operations.stores import complain, with_stores

if TYPE_CHECKING:
    from pyrage import x25519

    from deploy.backup.contents import Head
    from deploy.backup.reading import Found

say = Console(soft_wrap=True, highlight=False)

_PASSPHRASE = "RAVABET_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a setting

Recipients = Annotated[
    list[str] | None,
    typer.Option(
        "--recipient",
        envvar="RAVABET_BACKUP_RECIPIENTS",
        help="A public key (age1…) or a file with such keys; may be repeated. Each one's identity opens the backup.",
    ),
]
Identity = Annotated[
    Path | None, typer.Option("--identity", help="The file with the identity, as `ravabet backup-key` or age makes it.")
]


def back_up(
    file: Annotated[
        Path,
        typer.Argument(help="Where to. With {time} in its name, each backup has a name of its own.", metavar="FILE"),
    ],
    recipient: Recipients = None,
    with_folder: Annotated[
        Path | None, typer.Option("--with", help="Add the files of this folder, such as /etc/ravabet.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Afterwards delete all but so many; FILE must have {time} in its name.")
    ] = None,
    identity: Identity = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; read FILE through and say whether it is whole.")
    ] = False,
) -> None:
    """Write all databases, as they are at one moment, and the broker's definitions into one encrypted file.

    The services go on meanwhile. Reads <SERVICE>_MONGO_URL, RAVABET_AMQP_URL and RAVABET_AMQP_ADMIN_URL (or
    RAVABET_AMQP_MANAGEMENT_URL); where the services have users of their own, also RAVABET_MONGO_URL, with a user who
    may read all databases. Exit code 1 when it fails; then no file is left behind.
    """
    with _sentences(file):
        if check:
            _check(file, identity)
        else:
            _back_up(file, recipient or [], with_folder, keep)


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    identity: Identity = None,
    with_folder: Annotated[
        Path | None, typer.Option("--with", help="Write the files that came along into this empty folder.")
    ] = None,
) -> None:
    """Put a county back onto empty databases and an empty broker, before its services are started.

    FILE is read through and checked first. Exit code 1 when it fails; then the databases are empty as before.
    """
    with _sentences(file):
        from deploy.backup.places import places  # noqa: PLC0415
        from deploy.backup.restoring import restore as put_back  # noqa: PLC0415

        with file.open("rb") as backup:
            restored = put_back(backup, _identities(identity), places(), with_folder)
    say.print(_told(restored.found))
    for service, number in restored.sent_again.items():
        if number:
            say.print(f"{number} events were on their way to {service}, which handles each once when it is started.")
    if restored.sign_ins:
        say.print(f"{restored.sign_ins} sign-ins were ended: everybody signs in again.")
    if restored.found.files and not with_folder:
        say.print(f"{restored.found.files} files came along; --with FOLDER would have written them.")
    _say_what_is_missing(restored.found.head)
    say.print("Now start the services.")


def make_key(
    file: Annotated[Path, typer.Argument(help="Where to write the identity.", metavar="FILE")],
    *,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help=f"Lock the file with a passphrase: asked for, or {_PASSPHRASE}.")
    ] = False,
) -> None:
    """Make a key for backups: print its public key, and write the identity into a file to be kept elsewhere."""
    from deploy.backup.keys import make_identity  # noqa: PLC0415

    locked_by = _ask(f"Passphrase of {file}", twice=True) if passphrase else None
    try:
        public = make_identity(file, locked_by=locked_by)
    except OSError as error:
        complain.print(f"{file} cannot be written ({error.strerror}).", highlight=False)
        raise typer.Exit(1) from error
    say.print(public)
    complain.print(
        f"Keep {file} in two places, and not on this machine: without it no backup can be read.", highlight=False
    )


def _back_up(pattern: Path, recipients: list[str], folder: Path | None, keep: int | None) -> None:
    from deploy.backup.keys import recipients_of  # noqa: PLC0415
    from deploy.backup.places import places  # noqa: PLC0415
    from deploy.backup.taking import take  # noqa: PLC0415
    from deploy.backup.whole_file import TIME, named, rotate, whole  # noqa: PLC0415
    from shared.runtime.clock import utc_now  # noqa: PLC0415

    if keep and TIME not in pattern.name:
        raise typer.BadParameter(f"{pattern.name} has no {TIME} in it", param_hint="--keep")
    file = named(pattern, utc_now())
    with whole(file) as draft:
        taken = take(draft, places(), recipients_of(recipients), folder)
    say.print(
        f"{file}: {taken.tally.documents} documents as they were at {taken.head.at:%Y-%m-%d %H:%M:%S} UTC, "
        f"{file.stat().st_size / 1_000_000:.1f} MB."
    )
    _say_what_is_missing(taken.head)
    for old in rotate(pattern, keep) if keep else []:
        say.print(f"{old} was deleted.")
    with_stores(lambda stores: _note(stores, taken.head.at))


async def _note(stores: Stores, at: datetime) -> None:
    from shared.messaging.checks import note_backup  # noqa: PLC0415

    for store in stores.values():
        await note_backup(store, at)


def _check(file: Path, identity: Path | None) -> None:
    from deploy.backup.restoring import check  # noqa: PLC0415

    with file.open("rb") as backup:
        found = check(backup, _identities(identity))
    say.print(f"{file} is whole. {_told(found)}")
    _say_what_is_missing(found.head)


def _say_what_is_missing(head: "Head") -> None:
    for service, address in head.elsewhere.items():
        say.print(
            f"Not in it: the files of {service}, such as pictures. They are in {address}, which needs a backup or kept "
            "versions of its own: see «Files in an S3» in deploy/RUNBOOK.md."
        )


def _identities(file: Path | None) -> "list[x25519.Identity]":
    from deploy.backup.keys import identities_of  # noqa: PLC0415

    if file is None:
        raise Trouble("Name the file with the identity: --identity")
    return identities_of(file, _ask)


def _ask(what: str, *, twice: bool = False) -> str:
    given: str = os.environ.get(_PASSPHRASE) or typer.prompt(what, hide_input=True, confirmation_prompt=twice, err=True)
    return given


def _told(found: "Found") -> str:
    return (
        f"{found.tally.documents} documents as they were at {found.head.at:%Y-%m-%d %H:%M:%S} UTC, "
        f"by release {found.head.release}."
    )


@contextmanager
def _sentences(file: Path) -> Iterator[None]:
    """End the command with a sentence and the exit code 1 when the block fails, also when somebody stops it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        sentence = "Stopped; nothing was left behind"
    except Trouble as trouble:
        sentence = str(trouble)
    except PyMongoError as error:
        sentence = f"The databases do not answer or refuse ({_words(error)}): are <SERVICE>_MONGO_URL right?"
    except HTTPError as error:
        sentence = f"The broker does not answer or refuses ({type(error).__name__}): is its management address right?"
    except AMQPError as error:
        sentence = f"The broker does not answer or refuses ({type(error).__name__}): is RAVABET_AMQP_URL right?"
    except OSError as error:
        sentence = f"{error.filename or file} cannot be used ({error.strerror or type(error).__name__})"
    else:
        return
    finally:
        signal.signal(signal.SIGTERM, before)
    complain.print(sentence if sentence.endswith("?") else f"{sentence}.", highlight=False)
    raise typer.Exit(1)


def _words(error: PyMongoError) -> str:
    """Return the error's class, and what the server called it."""
    details = getattr(error, "details", None)
    code = details.get("codeName") if isinstance(details, dict) else None
    return f"{type(error).__name__}, {code}" if code else type(error).__name__
