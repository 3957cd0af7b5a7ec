"""The whole stack on one machine, without Docker."""

import json
import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path

from deploy.gateway.config import gateway_config
from deploy.gateway.errors import write_errors
from deploy.local import programs
from deploy.local.home import PROJECT, Home, asked_port, environment_without_ports, is_listening
from deploy.local.members import COUNTY, Members, Modules
from deploy.local.processes import Process, stop_all
from deploy.local.progress import Progress
from deploy.local.servers import Servers, fetch_programs, running_servers
from deploy.local.trouble import CannotStart
from shared.runtime.county import County
from shared.web.site import Site

_USUAL_PORT = 8000


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that runs in this process's care."""

    url: str
    home: Home
    env: Mapping[str, str]
    """What a program needs that looks after the stack: the settings of everything."""
    processes: Mapping[str, Process]
    topology: Sequence[str]
    """The module and the words that declare the broker's topology, and check it."""

    def stop(self, name: str) -> str:
        """Stop one process and return a sentence that says so.

        Raises:
            NoSuchProcess: there is none of that name.
        """
        process = self._named(name)
        if not process.is_running:
            return f"{name} is stopped already."
        process.stop()
        return f"{name} is stopped; make start S={name} starts it again."

    def start(self, name: str) -> str:
        """Start one process again, wait until it can be used and return a sentence that says so.

        Raises:
            NoSuchProcess: there is none of that name.
            CannotStart: it does not start.
        """
        process = self._named(name)
        if process.is_running:
            return f"{name} is running already."
        process.start()
        process.wait()
        return f"{name} is running."

    def _named(self, name: str) -> Process:
        if name not in self.processes:
            raise NoSuchProcess(f'There is no process "{name}": choose one of {", ".join(self.processes)}.')
        return self.processes[name]


class NoSuchProcess(Exception):
    """The stack has no process of that name; the message names those it has."""


@contextmanager
def running_stack(
    home: Home, *, modules: Modules | None = None, progress: Progress | None = None, throw_away: bool = False
) -> Iterator[Stack]:
    """Run a stack with its data in this home: servers, peers, services and the gateway before them.

    Raises:
        CannotStart: something is missing, too old or in the way.
    """
    progress = progress or Progress(quiet=True)
    with home.locked(), ExitStack() as running:
        port = _gateway_port(home)
        with progress.step("programs of this machine"):
            fetch_programs(home)
            _nginx()
        with progress.step("MongoDB and RabbitMQ"):
            servers = running.enter_context(running_servers(home, throw_away=throw_away))
        members = Members(home, servers, f"http://127.0.0.1:{port}", modules or Modules())
        # A new database has nothing to migrate, which the services record by themselves.
        if not throw_away and home.recall("migrated") != _migrations_of(members):
            with progress.step("documents of earlier versions"):
                _migrate(members)
        declared = _declared_before(members)
        if not declared:
            with progress.step("exchanges and queues"):
                _declare(members)
        started: list[Process] = []
        running.callback(stop_all, started)
        names = ", ".join(members.modules.services)
        with progress.step(f"{names}, peers and gateway"):
            _start_members(members, started)
            started.append(_start_gateway(members, port))
            if declared:  # nothing waits for it: it only repairs what somebody may have deleted
                _declare(members)
            for process in started:
                process.wait()
        if members.modules.county and home.recall("county") != servers.mongo_url:
            with progress.step("the demo county"):
                _run_once("county", (members.modules.county,), home=home, env=members.environment_of_operators())
            home.remember("county", servers.mongo_url)
        processes = {process.name: process for process in (*started, *_worth_stopping(servers))}
        env, topology = members.environment_of_operators(), members.modules.topology
        yield Stack(members.public_url, home, env, processes, topology)


def fetch_all_programs() -> None:
    """Fetch what the tests' servers and stacks will need: on a bare machine that takes longer than a test may.

    Raises:
        CannotStart: something cannot be had.
    """
    with tempfile.TemporaryDirectory() as folder:
        fetch_programs(Home(Path(folder), environment_without_ports()))
    _nginx()


@contextmanager
def throw_away_stack(*, modules: Modules | None = None, progress: Progress | None = None) -> Iterator[Stack]:
    """Run a stack whose data is gone afterwards, on a free port."""
    with tempfile.TemporaryDirectory(prefix="ravabet-", ignore_cleanup_errors=True) as folder:
        environment = environment_without_ports()
        port = Home(Path(folder), environment).port("gateway")
        home = Home(Path(folder), environment | {"RAVABET_PORT": str(port)})
        with running_stack(home, modules=modules, progress=progress, throw_away=True) as stack:
            yield stack


def home_asked_for() -> Home:
    """Return the home of this machine's usual stack: RAVABET_HOME, else .ravabet in the project."""
    return Home(Path(os.environ.get("RAVABET_HOME") or ".ravabet"))


def _gateway_port(home: Home) -> int:
    asked = home.environment.get("RAVABET_PORT") or str(_USUAL_PORT)
    if not asked.isdecimal():
        raise CannotStart(f"RAVABET_PORT={asked} is not a port: give a number, for example RAVABET_PORT=8100.")
    return asked_port(int(asked), "RAVABET_PORT")


def _declare(members: Members) -> None:
    """Make the broker's users, then let theirs declare exchanges and queues."""
    passwords = members.home.folder / "broker-passwords.json"
    passwords.touch(mode=0o600)
    passwords.write_text(json.dumps(members.broker_passwords(), indent=1))
    make_users = (*members.modules.users, "--passwords", str(passwords))
    _run_once("users", make_users, home=members.home, env=members.environment_of_administrators())
    _run_once("topology", members.modules.topology, home=members.home, env=members.environment_of_operators())
    members.home.remember("declared", _catalogue_of(members))


def _declared_before(members: Members) -> bool:
    """Say whether the broker has had the same exchanges and queues since an earlier start."""
    return members.home.recall("declared") == _catalogue_of(members)


def _catalogue_of(members: Members) -> str:
    messaging = PROJECT / "shared" / "messaging"
    sources = [
        *sorted((PROJECT / "shared" / "events").glob("*.py")),
        messaging / "topology.py",
        messaging / "rights.py",
    ]
    text = members.servers.amqp_url.encode() + b"".join(source.read_bytes() for source in sources)
    return sha256(text).hexdigest()


def _migrate(members: Members) -> None:
    """Migrate what an earlier version has stored in this home, before the services start that may need it."""
    env = members.environment_of_operators()
    for service in {path.parts[-3]: None for path in _files_of_migrations()}:
        _run_once(f"migrate-{service}", (*members.modules.migrate, service), home=members.home, env=env)
    members.home.remember("migrated", _migrations_of(members))


def _migrations_of(members: Members) -> str:
    """Return what tells these migrations of this database from others."""
    text = b"".join(path.read_bytes() for path in _files_of_migrations())
    return sha256(members.servers.mongo_url.encode() + text).hexdigest()


def _files_of_migrations() -> list[Path]:
    return sorted((PROJECT / "services").glob("*/*/migrations_mongo.py"))


def _start_members(members: Members, started: list[Process]) -> None:
    started.append(members.start_mail_catcher())
    started.append(members.start_bale_peer())
    started.extend(members.start_service(name) for name in members.modules.services)


def _start_gateway(members: Members, port: int) -> Process:
    folder, pages = members.home.room("gateway"), members.home.room("gateway-pages")
    write_errors(pages, county=County(COUNTY), public_url=members.public_url)
    config = folder / "nginx.conf"
    config.write_text(
        gateway_config(
            listen=f"127.0.0.1:{port}",
            folder=str(folder),
            services={name: members.address_of(name) for name in members.modules.services},
            peers={name: members.address_of(name) for name in ("mail", "bale")},
            site=Site.at(members.public_url),
            pages=str(pages),
            failures=str(folder / "failures.log"),
            # Else nginx, started by root, goes on as somebody who may not open this folder.
            user=pwd.getpwuid(0).pw_name if os.geteuid() == 0 else "",
            trusted_proxies=_trusted_proxies(os.environ.get("RAVABET_TRUSTED_PROXIES", "")),
        )
    )
    command = [_nginx(), "-e", "stderr", "-p", str(folder), "-c", str(config), "-g", "daemon off;"]
    return Process("gateway", command, log=members.home.log("gateway"), is_ready=lambda: is_listening(port))


def _trusted_proxies(listed: str) -> Sequence[str]:
    """Return the networks of a list with commas.

    Raises:
        CannotStart: one of them is no network.
    """
    try:
        return [str(ip_network(each.strip())) for each in listed.split(",") if each.strip()]
    except ValueError as error:
        raise CannotStart(f"RAVABET_TRUSTED_PROXIES is no list of networks with commas: {error}.") from error


def _nginx() -> str:
    return programs.program("nginx", package="nginx", instead=", the gateway to the services")


def _run_once(name: str, module: Sequence[str], *, home: Home, env: Mapping[str, str]) -> None:
    """Run a program of ours to its end.

    Raises:
        CannotStart: it failed.
    """
    log = home.log(name)
    with log.open("wb") as output:
        command = [sys.executable, "-m", *module]
        done = subprocess.run(
            command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | env, cwd=PROJECT, check=False
        )
    if done.returncode:
        lines = log.read_text(errors="replace").strip().splitlines() or ["it wrote nothing"]
        raise CannotStart(f"{name} failed: read {log}. Its last line: {lines[-1][:400]}")


def _worth_stopping(servers: Servers) -> tuple[Process, ...]:
    """Return the servers a person may stop to see what happens."""
    return tuple(process for process in servers.processes if process.name != "epmd")
