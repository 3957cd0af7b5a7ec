"""RabbitMQ for one stack: a node of its own, apart from any other node of this machine."""

import os
import secrets
import socket
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx

from deploy.local import containers, programs
from deploy.local.home import Home
from deploy.local.processes import Process
from deploy.local.trouble import CannotStart

OLDEST = (3, 10)
_USER = "ravabet"


class Rabbit:
    """A RabbitMQ of this stack's own, with the management plugin."""

    def __init__(self, home: Home, *, in_docker: bool) -> None:
        """Start it at once; `wait` says when it can be used."""
        self._password = home.secret("rabbit")
        self._amqp_port, self._management_port = home.port("amqp"), home.port("amqp_management")
        self._names: Process | None = None
        self.process = self._container(home) if in_docker else self._node(home)

    @property
    def amqp_url(self) -> str:
        return f"amqp://{_USER}:{self._password}@127.0.0.1:{self._amqp_port}/"

    @property
    def management_url(self) -> str:
        return f"http://{_USER}:{self._password}@127.0.0.1:{self._management_port}"

    @property
    def processes(self) -> tuple[Process, ...]:
        return (self.process,) if self._names is None else (self.process, self._names)

    def wait(self) -> None:
        """Return when it takes connections and answers questions.

        Raises:
            CannotStart: it ended, took too long or is too old.
        """
        self.process.wait(seconds=120)
        refuse_old(version_at(self.management_url) or "")

    def _is_ready(self) -> bool:
        return speaks_amqp(self._amqp_port) and version_at(self.management_url) is not None

    def _container(self, home: Home) -> Process:
        ports = {self._amqp_port: 5672, self._management_port: 15672}
        env = {"RABBITMQ_DEFAULT_USER": _USER, "RABBITMQ_DEFAULT_PASS": self._password}
        image = containers.RABBIT_IMAGE
        return containers.Container(
            "rabbit", image, home=home, ports=ports, data="/var/lib/rabbitmq", variables=env, is_ready=self._is_ready
        )

    def _node(self, home: Home) -> Process:
        server, names = node_programs()
        names_port, between_nodes = home.port("epmd"), home.port("erlang")
        folder = home.room("rabbit")
        self._write_settings(folder)
        env = os.environ | {
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(names_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "ravabet@localhost",
            "RABBITMQ_DIST_PORT": str(between_nodes),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "environment"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_LOG_BASE": str(folder),
            # Lets the start script become the node instead of waiting beside it, so that our signals reach the node.
            "RABBITMQ_ALLOW_INPUT": "1",
            # Two schedulers that sleep when idle: a guest on this machine, not its master.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none "
            "-kernel inet_dist_use_interface {127,0,0,1}",
        }
        # The name server of Erlang nodes, else started as a daemon of the whole machine which outlives us.
        self._names = Process("epmd", [names, "-port", str(names_port)], log=home.log("epmd"), env=env)
        return Process("rabbit", [server], log=home.log("rabbit"), env=env, is_ready=self._is_ready)

    def _write_settings(self, folder: Path) -> None:
        cookie = folder / ".erlang.cookie"
        if not cookie.exists():
            cookie.touch(mode=0o600)
            cookie.write_text(secrets.token_hex(16))
            cookie.chmod(0o400)
        (folder / "environment").touch()
        (folder / "plugins").write_text("[rabbitmq_management].\n")
        (folder / "advanced.config").write_text("[].\n")
        settings = {
            "listeners.tcp.default": f"127.0.0.1:{self._amqp_port}",
            "management.tcp.ip": "127.0.0.1",
            "management.tcp.port": self._management_port,
            "default_user": _USER,
            "default_pass": self._password,
            "default_user_tags.administrator": "true",
            "collect_statistics_interval": 1000,
            "log.console": "true",
            "log.console.level": "info",
        }
        written = folder / "rabbitmq.conf"
        written.touch(mode=0o600)
        written.write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))


def node_programs() -> tuple[str, str]:
    """Return the paths of RabbitMQ and of Erlang's name server, installed where they are missing.

    Raises:
        CannotStart: they cannot be installed.
    """
    instead = ", start Docker, or name a server with RAVABET_AMQP_URL"
    server = programs.program("rabbitmq-server", package="rabbitmq-server", instead=instead)
    # The start script itself: the one on the PATH of Debian runs as the machine's own server.
    inner = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    names = programs.program("epmd", package="erlang-base", instead=instead)
    return (str(inner) if inner.exists() else server), names


def check_given(amqp_url: str, management_url: str) -> None:
    """Look at a RabbitMQ that somebody named.

    Raises:
        CannotStart: it does not answer or is too old.
    """
    at = urlsplit(amqp_url)
    if not speaks_amqp(at.port or 5672, at.hostname or "127.0.0.1"):
        raise CannotStart(
            f"RabbitMQ at RAVABET_AMQP_URL ({at.hostname}) does not answer: check the server and the URL."
        )
    version = version_at(management_url)
    if version is None:
        raise CannotStart(
            "RabbitMQ's management interface does not answer: enable the plugin rabbitmq_management, "
            "or give its address in RAVABET_AMQP_MANAGEMENT_URL."
        )
    refuse_old(version)


def refuse_old(version: str) -> None:
    """Raise CannotStart if this version of RabbitMQ is too old."""
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise CannotStart(f"RabbitMQ {version} is too old: use 3.10 or later, or leave RAVABET_AMQP_URL unset.")


def usual_management_url(amqp_url: str) -> str:
    """Return where the management interface of this server usually is."""
    at = urlsplit(amqp_url)
    who, _, host = at.netloc.rpartition("@")
    return urlunsplit(("http", f"{who or 'guest:guest'}@{host.partition(':')[0]}:15672", "", "", ""))


def version_at(management_url: str) -> str | None:
    """Return the version of the server there, or None if it does not answer."""
    try:
        answer = httpx.get(f"{management_url.rstrip('/')}/api/overview", timeout=5)
        return str(answer.raise_for_status().json()["rabbitmq_version"])
    except (httpx.HTTPError, KeyError, ValueError):
        return None


def speaks_amqp(port: int, host: str = "127.0.0.1") -> bool:
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(connection.recv(1))
    except OSError:
        return False
