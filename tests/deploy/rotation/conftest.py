"""A county's folder, a MongoDB that asks for users and TLS, and a virtual host of RabbitMQ with users of its own."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from typing_extensions import override

from deploy.local import programs
from deploy.local.home import is_listening
from deploy.local.processes import Process
from deploy.local.servers import Servers as LocalServers
from deploy.rotation.parts import Part
from deploy.rotation.servers import Servers
from deploy.rotation.steps import Rotating
from deploy.rotation.under_way import other_family
from deploy.setup.folder import OPERATOR, Folder, write_private
from deploy.setup.layout import ComposeLayout
from deploy.setup.passwords import ADMIN, passwords_of
from deploy.setup.profile import Profile
from deploy.setup.servers import prepare_broker, prepare_mongo
from deploy.setup.writing import Installation
from shared.messaging.rights import PARTIES, url_for
from shared.runtime.clock import utc_now
from tests.deploy.test_setup import COUNTY


@dataclass(frozen=True, slots=True)
class LocalLayout(ComposeLayout):
    """Both servers on this machine."""

    mongo: str = ""
    amqp: str = ""
    management: str = ""
    authority: Path = Path()

    @override
    def mongo_url(self, user: str, password: str, database: str) -> str:
        return f"mongodb://{user}:{password}@{self.mongo}/{database}?replicaSet=rs0&tls=true&tlsCAFile={self.authority}"

    @override
    def amqp_url(self, party: str, password: str, *, family: str) -> str:
        return url_for(party, self.amqp, password, family=family)

    @override
    def management_url(self, party: str, password: str, *, family: str) -> str:
        return url_for(party, self.management, password, family=family)


class Clock:
    """Stands still until it is set: at the time of this machine first, by which certificates are judged."""

    def __init__(self) -> None:
        self.at = utc_now()

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class County:
    """What a rotation needs, each time as it lies in the folder."""

    installation: Installation
    clock: Clock

    @property
    def folder(self) -> Folder:
        return self.installation.folder

    @property
    def passwords(self) -> Mapping[str, str]:
        return passwords_of(self.folder, now=self.clock())

    def secret(self, party: str, name: str) -> str:
        return (self.folder.secrets(party) / name).read_text(encoding="utf-8")

    def contents(self) -> dict[str, bytes]:
        return {str(file): file.read_bytes() for file in self.folder.root.rglob("*") if file.is_file()}

    @property
    def servers(self) -> Servers:
        mongo, management, amqp = (
            self.secret(OPERATOR, f"ravabet_{each}_url") for each in ("mongo", "amqp_admin", "amqp")
        )
        return Servers(mongo, management, amqp, settles=6.0)

    async def go_on(self, *parts: Part, restarted: bool = False) -> list[str]:
        """Do a step in a thread: in truth a process of its own does it, which waits without letting others work."""
        rotating = Rotating(self.installation, self.servers, self.clock)
        return await asyncio.to_thread(lambda: asyncio.run(rotating.go_on(parts, restarted=restarted)))


@pytest.fixture
def written(tmp_path: Path) -> County:
    """A folder without servers."""
    (tmp_path / "county.toml").write_text(COUNTY, encoding="utf-8")
    folder = Folder(tmp_path / "etc", tmp_path / "data")
    profile = Profile.read(tmp_path / "county.toml")
    installation = Installation(folder, profile, ComposeLayout(), "0.1.0")
    clock = Clock()
    installation.write(now=clock() - timedelta(days=1))
    return County(installation, clock)


@pytest.fixture
async def county(written: County, servers: LocalServers, own_amqp_url: str, tmp_path: Path) -> AsyncIterator[County]:
    """The same with servers that know its users."""
    family = f"rotation-{uuid4().hex[:8]}"
    write_private(written.folder.passwords, json.dumps({**written.passwords, "broker.family": family}))
    with mongod(written.folder, tmp_path) as port, users_of(family, servers, own_amqp_url, written):
        layout = LocalLayout(
            mongo=f"localhost:{port}",
            amqp=own_amqp_url,
            management=servers.management_url,
            authority=written.folder.certificates / "ca.pem",
        )
        county = County(replace(written.installation, layout=layout), written.clock)
        county.installation.write(now=county.clock())
        prepare_mongo(county.servers.mongo_url, county.passwords, at=f"localhost:{port}")
        await prepare_broker(county.servers.management_url, county.servers.amqp_url, county.passwords)
        yield county


@contextmanager
def mongod(folder: Folder, place: Path) -> Iterator[int]:
    """Run a MongoDB with the key file and the certificate of an installation."""
    own, data, port = folder.secrets("mongo"), place / "mongo", free_port()
    data.mkdir()
    options = {
        "dbpath": data,
        "port": port,
        "bind_ip": "localhost",
        "replSet": "rs0",
        "keyFile": own / "keyfile",
        "tlsMode": "requireTLS",
        "tlsCertificateKeyFile": own / "both.pem",
        "tlsCAFile": own / "ca.pem",
        "wiredTigerCacheSizeGB": 0.25,
        "oplogSize": 64,
    }
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    more = ["--tlsAllowConnectionsWithoutCertificates", "--nounixsocket", "--quiet"]
    process = Process(
        "mongo",
        [programs.mongod(), *words, *more],
        log=place / "mongo.log",
        is_ready=partial(is_listening, port),
    )
    try:
        process.wait()
        yield port
    finally:
        process.kill()


@contextmanager
def users_of(family: str, servers: LocalServers, amqp_url: str, county: County) -> Iterator[None]:
    """Make the administrator of a family, as RabbitMQ does at its first start, and remove all users at the end."""
    vhost = amqp_url.rpartition("/")[2]
    with httpx.Client(base_url=servers.management_url, timeout=15) as management:
        administrator = {"password": county.passwords[f"broker.{ADMIN}"], "tags": "administrator"}
        management.put(f"/api/users/{family}.{ADMIN}", json=administrator).raise_for_status()
        everything = dict.fromkeys(("configure", "write", "read"), ".*")
        management.put(f"/api/permissions/{vhost}/{family}.{ADMIN}", json=everything).raise_for_status()
        yield
        for each in (family, other_family(family)):
            for party in (*PARTIES, ADMIN):
                management.delete(f"/api/users/{each}.{party}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
