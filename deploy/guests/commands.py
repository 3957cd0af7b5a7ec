"""`ravabet guest`: other systems of the county that publish events, and may read public ones."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer
from aiormq.exceptions import AMQPError
from httpx import HTTPError
from pymongo.errors import PyMongoError
from rich.console import Console
from rich.table import Table

from shared.messaging.guest_access import AccountState, NoAccount
from shared.messaging.rights import MayNotGrant
from shared.messaging.topology import TopologyDiffers, vhost_of
from shared.operations.stores import complain, require
from shared.runtime.stale import Stale
from shared.store.errors import AlreadyExists, Unavailable

if TYPE_CHECKING:
    from deploy.guests.reception import Reception
    from services.news.guests.domain import Guest
    from services.news.guests.guide_usecases import Addresses, Credentials

say = Console(soft_wrap=True, highlight=False, markup=False)

app = typer.Typer(help="Let other systems of the county publish events, and read public ones.", no_args_is_help=True)

Result = TypeVar("Result")

_STDOUT: Final = Path("-")

Name = Annotated[str, typer.Argument(help="The guest's name: small letters and digits, such as water.")]
MayPublish = Annotated[
    list[str] | None,
    typer.Option(
        "--may-publish", help="A type without its version, or all that begin so: 'outage.*'. May be repeated."
    ),
]
MayRead = Annotated[
    list[str] | None,
    typer.Option(
        "--may-read", help="The public events that it may read, such as 'news.*'. May be repeated; '' for none."
    ),
]
PerMinute = Annotated[int | None, typer.Option("--per-minute", help="How many events it may publish in a minute.")]
AtOnce = Annotated[int | None, typer.Option("--at-once", help="How many it may publish at once, beyond that.")]
Guide = Annotated[
    Path | None,
    typer.Option("--guide", help="Write the page for its developers, with what is shown once; - for the output."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command("add")
def add(
    name: Name,
    office: Annotated[str, typer.Option("--office", help="The id of the office in whose name it publishes.")],
    may_publish: MayPublish = None,
    may_read: MayRead = None,
    per_minute: PerMinute = None,
    at_once: AtOnce = None,
    guide: Guide = None,
    *,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="For trying: its events are judged, and reach nobody.")
    ] = False,
    amqp: Annotated[bool, typer.Option("--amqp/--no-amqp", help="Whether it gets an account at the broker.")] = True,
) -> None:
    """Register a guest: give it a key for HTTP and an account at the broker, both of which are shown once.

    Reads NEWS_MONGO_URL, RAVABET_AMQP_URL, RAVABET_AMQP_ADMIN_URL (or RAVABET_AMQP_MANAGEMENT_URL) with an
    administrator of the broker, RAVABET_PUBLIC_URL, and RAVABET_GUESTS_URL where the gate for guests is open.
    Exit code 1 when something is in the way.
    """
    from deploy.guests.reception import Wishes  # noqa: PLC0415 - the services take seconds, which --help should not cost

    wishes = Wishes(_patterns(may_publish), _patterns(may_read), per_minute, at_once)
    admission, password = _with_reception(
        lambda desk: desk.admit(name, office, wishes, is_sandbox=sandbox, with_account=amqp)
    )
    guest = admission.guest
    kind = "The sandbox guest" if sandbox else "The guest"
    _tell(f"{kind} {name} may publish {_listed(guest.may_publish)} and read {_listed(guest.may_read)}.", guide)
    _hand_over(guest, guide, key=admission.secret, password=password)


@app.command("list")
def list_guests(*, as_json: AsJson = False) -> None:
    """List all guests, with what they may do and how their accounts at the broker stand."""

    async def look(desk: "Reception") -> "list[tuple[Guest, AccountState | None]]":
        return [(guest, await desk.account_of(guest)) for guest in await desk.guests.all()]

    rows = _with_reception(look)
    if as_json:
        say.print_json(json.dumps([_told(guest, account) for guest, account in rows]))
    elif not rows:
        say.print("There are no guests. To add one: ravabet guest add NAME --office ID --may-publish 'outage.*'")
    else:
        table = Table("guest", "state", "office", "publishes", "reads", "broker", box=None)
        for guest, account in rows:
            state = f"{guest.state.value}{', sandbox' if guest.is_sandbox else ''}"
            publishes, reads = _listed(guest.may_publish), _listed(guest.may_read)
            table.add_row(guest.id, state, guest.office_id, publishes, reads, _standing(account))
        say.print(table)


@app.command("show")
def show(name: Name, *, as_json: AsJson = False) -> None:
    """Tell all of a guest but its secrets."""

    async def look(desk: "Reception") -> "tuple[Guest, AccountState | None, list[str]]":
        guest = await desk.guest(name)
        own = [contract.id for contract in await desk.guests.contracts() if contract.guest == guest.id]
        return guest, await desk.account_of(guest), own

    guest, account, contracts = _with_reception(look)
    told = _told(guest, account) | {"contracts": contracts}
    if as_json:
        say.print_json(json.dumps(told))
        return
    for what, value in told.items():
        say.print(f"{what}: {_plain(value)}")


@app.command("change")
def change(
    name: Name,
    may_publish: MayPublish = None,
    may_read: MayRead = None,
    per_minute: PerMinute = None,
    at_once: AtOnce = None,
) -> None:
    """Change what a guest may do; what is not named stays. Its key and its password stay, too."""
    from deploy.guests.reception import Wishes  # noqa: PLC0415

    wishes = Wishes(_patterns(may_publish), _patterns(may_read), per_minute, at_once)
    guest = _with_reception(lambda desk: desk.change(name, wishes))
    say.print(
        f"{name} may publish {_listed(guest.may_publish)} and read {_listed(guest.may_read)}, "
        f"{guest.per_minute} events in a minute and {guest.at_once} at once."
    )


@app.command("renew-key")
def renew_key(
    name: Name,
    guide: Guide = None,
    *,
    stolen: Annotated[bool, typer.Option("--stolen", help="The keys before are good no more, from now on.")] = False,
) -> None:
    """Make a new key for HTTP, which is shown once. The key before stays good for a week, unless it was stolen."""
    admission = _with_reception(lambda desk: desk.renew_key(name, voids_others=stolen))
    _tell("The keys before are good no more." if stolen else "The key before is good for seven more days.", guide)
    _hand_over(admission.guest, guide, key=admission.secret)


@app.command("renew-password")
def renew_password(name: Name, guide: Guide = None) -> None:
    """Give a guest another password at the broker, which is shown once; make its account when there is none.

    The broker has one password for a user: connections that are open stay, and new ones need the new password at once.
    """

    async def renew(desk: "Reception") -> "tuple[Guest, str]":
        password = await desk.renew_password(name)
        return await desk.guest(name), password

    guest, password = _with_reception(renew)
    _tell("Connections that are open stay; new ones need this password.", guide)
    _hand_over(guest, guide, password=password)


@app.command("suspend")
def suspend(name: Name, reason: Annotated[str, typer.Option("--reason", help="Why, for the operators.")]) -> None:
    """Take nothing more from a guest, at once; its connections to the broker end. Its key and password are kept."""
    had_account = _with_reception(lambda desk: desk.suspend(name, reason))
    ended = "; its connections to the broker have ended" if had_account else ""
    say.print(f"{name} is suspended{ended}. To take its events again: ravabet guest resume {name}")


@app.command("resume")
def resume(name: Name) -> None:
    """Take a suspended guest's events again."""
    _with_reception(lambda desk: desk.resume(name))
    say.print(f"{name} may publish again, with the key and the password that it has.")


@app.command("remove")
def remove(name: Name, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Forget a guest, with its account and its queues at the broker. What it published stays."""
    if not yes:
        typer.confirm(f"Remove {name}, with its keys and its queues?", abort=True)
    _with_reception(lambda desk: desk.remove(name))
    say.print(f"{name} is no guest any more.")


@app.command("contract")
def contract(
    name: Name,
    event_type: Annotated[str, typer.Argument(metavar="TYPE", help="Such as guest.water.tariff.changed.v1.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON Schema (draft 2020-12); - for the input.")],
) -> None:
    """Register the contract of a type that only this guest publishes.

    A later contract of the same type must be compatible with the one before; what would break readers is told.
    """
    try:
        text = sys.stdin.read() if file == _STDOUT else file.read_text("utf-8")
    except (OSError, ValueError) as error:
        complain.print(f"{file} cannot be read ({type(error).__name__}).", highlight=False)
        raise typer.Exit(1) from error
    _with_reception(lambda desk: desk.register_contract(name, event_type, text))
    say.print(f"{event_type} is registered for {name}.")


@app.command("guide")
def write_guide(
    name: Name, file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; - for the output.")]
) -> None:
    """Write the page for a guest's developers, without what was shown once."""
    guest = _with_reception(lambda desk: desk.guest(name))
    _write_guide(guest, file, None)


def _with_reception(use: "Callable[[Reception], Awaitable[Result]]") -> Result:
    """Call a function with both doors open. Ends the command with a sentence when something is in the way."""
    require("news")
    amqp_url = _setting("RAVABET_AMQP_URL")
    management_url = os.environ.get("RAVABET_AMQP_ADMIN_URL") or _setting("RAVABET_AMQP_MANAGEMENT_URL")
    from deploy.guests.reception import reception  # noqa: PLC0415

    async def run() -> Result:
        async with reception(os.environ["NEWS_MONGO_URL"], management_url, amqp_url) as desk:
            return await use(desk)

    with _sentences():
        return asyncio.run(run())


@contextmanager
def _sentences() -> Iterator[None]:
    from services.news.guests.domain import GuestNotFound, GuestUnfit  # noqa: PLC0415

    try:
        yield
    except GuestNotFound as error:
        _end(f"There is no guest {error}. To see all: ravabet guest list", error)
    except AlreadyExists as error:
        _end(
            "A guest of this name is there already. New secrets for it: ravabet guest renew-key, renew-password", error
        )
    except NoAccount as error:
        _end(f"{error} has no account at the broker. To make one: ravabet guest renew-password {error}", error)
    except (GuestUnfit, Stale) as error:
        _end(str(error), error)
    except (MayNotGrant, TopologyDiffers) as error:
        _end(f"The broker was not changed: {error}.", error)
    except (PyMongoError, Unavailable) as error:
        _end("The database of news does not answer: is NEWS_MONGO_URL right?", error)
    except (HTTPError, AMQPError, TimeoutError) as error:
        # The registry may have changed already; each command may be repeated.
        _end(
            f"The broker's management interface does not answer ({type(error).__name__}): "
            "is RAVABET_AMQP_ADMIN_URL right? Then run the command again.",
            error,
        )


def _end(sentence: str, error: Exception) -> None:
    complain.print(sentence, highlight=False, markup=False)
    raise typer.Exit(1) from error


def _setting(name: str) -> str:
    if value := os.environ.get(name):
        return value
    complain.print(f"Set {name}.")
    raise typer.Exit(1)


def _hand_over(guest: "Guest", guide: Path | None, *, key: str = "", password: str | None = None) -> None:
    """Show what is shown once: in the page for developers, when one is written, and else here."""
    from services.news.guests.guide_usecases import Credentials  # noqa: PLC0415

    credentials = Credentials(key, password or "")
    if guide:
        _write_guide(guest, guide, credentials)
        return
    addresses = _addresses()
    if key:
        say.print(f"HTTP: {addresses.http}\n  key, shown once: {key}")
    if password:
        say.print(f"AMQP: {addresses.amqp_of(guest.id)}\n  password, shown once: {password}")


def _write_guide(guest: "Guest", file: Path, credentials: "Credentials | None") -> None:
    from services.news.guests.contracts_domain import contracts_of  # noqa: PLC0415
    from services.news.guests.guide_usecases import Guidebook  # noqa: PLC0415
    from shared.runtime.clock import utc_now  # noqa: PLC0415

    registered = _with_reception(lambda desk: desk.guests.contracts())
    own = [each for each in registered if each.guest == guest.id]
    page = Guidebook(_addresses()).page(guest, contracts_of(guest, own), credentials, at=utc_now())
    if file == _STDOUT:
        typer.echo(page)
        return
    try:
        # It may hold a key and a password.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as output:
            output.write(page)
    except OSError as error:
        secrets = f" Make new ones: ravabet guest renew-key {guest.id}" if credentials else ""
        _end(f"{file} cannot be written ({error.strerror}).{secrets}", error)
    say.print(f"The page for the developers of {guest.id} is in {file}.")


def _addresses() -> "Addresses":
    from services.news.guests.guide_usecases import Addresses  # noqa: PLC0415

    public_url = os.environ.get("RAVABET_PUBLIC_URL", "http://127.0.0.1:8000")
    return Addresses(public_url, os.environ.get("RAVABET_GUESTS_URL", ""), vhost_of(_setting("RAVABET_AMQP_URL")))


def _tell(sentence: str, guide: Path | None) -> None:
    """Say something beside the page, which may go to the output."""
    (Console(stderr=True, soft_wrap=True, highlight=False, markup=False) if guide == _STDOUT else say).print(sentence)


def _patterns(typed: list[str] | None) -> list[str] | None:
    return None if typed is None else [each for each in typed if each]


def _told(guest: "Guest", account: AccountState | None) -> dict[str, object]:
    return {
        "name": guest.id,
        "state": guest.state.value,
        "reason": guest.reason,
        "is_sandbox": guest.is_sandbox,
        "office": guest.office_id,
        "may_publish": list(guest.may_publish),
        "may_read": list(guest.may_read),
        "per_minute": guest.per_minute,
        "at_once": guest.at_once,
        "made_at": guest.made_at.isoformat(),
        "keys": [
            {"made_at": key.made_at.isoformat(), "good_until": key.good_until and key.good_until.isoformat()}
            for key in guest.keys
        ],
        "broker": account
        and {
            "is_open": account.is_open,
            "connections": account.connections,
            "waiting": account.waiting,
            "receipts": account.receipts,
        },
    }


def _standing(account: AccountState | None) -> str:
    if account is None:
        return "no account"
    return f"{'open' if account.is_open else 'shut'}, {account.connections} connections, {account.waiting} waiting"


def _plain(value: object) -> str:
    match value:
        case None | "" | []:
            return "-"
        case list():
            return ", ".join(_plain(each) for each in value)
        case dict():
            return " ".join(f"{key}={_plain(each)}" for key, each in value.items())
        case _:
            return str(value)


def _listed(patterns: tuple[str, ...]) -> str:
    return ", ".join(patterns) or "nothing"
