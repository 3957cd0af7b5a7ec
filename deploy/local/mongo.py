"""MongoDB for one stack: a replica set of one, since transactions need a replica set."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.uri_parser import parse_uri

from deploy.local import containers, programs
from deploy.local.home import Home, is_listening
from deploy.local.processes import Process
from deploy.local.trouble import CannotStart

OLDEST = (6, 0)
SET = "rs0"
_NOT_YET_INITIALIZED = 94
_CONFIG_WITHOUT_US = 93


class Mongo:
    """A mongod of this stack's own."""

    def __init__(self, home: Home, *, in_docker: bool) -> None:
        """Start it at once; `wait` says when it can be used."""
        self._port = home.port("mongo")
        # The same port inside and outside a container: the set's member must reach itself by the name clients use.
        arguments = [
            "--port",
            str(self._port),
            "--replSet",
            SET,
            "--wiredTigerCacheSizeGB",
            "0.25",
            "--oplogSize",
            "128",
        ]
        if in_docker:
            ports = {self._port: self._port}
            self.process: Process = containers.Container(
                "mongo",
                containers.MONGO_IMAGE,
                home=home,
                ports=ports,
                data="/data/db",
                arguments=arguments,
                is_ready=self._is_ready,
            )
        else:
            place = ["--dbpath", str(home.room("mongo")), "--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet"]
            quiet = ["--setParameter", "diagnosticDataCollectionEnabled=false"]
            command = [programs.mongod(), *place, *arguments, *quiet]
            self.process = Process("mongo", command, log=home.log("mongo"), is_ready=self._is_ready)

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self._port}/?replicaSet={SET}"

    def wait(self) -> None:
        """Return when writes are taken.

        Raises:
            CannotStart: it ended, took too long or is too old.
        """
        self.process.wait()
        with _client(_only_member(self._port)) as client:
            refuse_old(_version(client))

    def _is_ready(self) -> bool:
        return is_writable(self._port)


def is_writable(port: int) -> bool:
    """Say whether the mongod at this port takes writes; before that, found its set or tell it that its port moved."""
    if not is_listening(port):
        return False
    try:
        with _client(_only_member(port)) as client:
            _settle(client, member={"_id": 0, "host": f"127.0.0.1:{port}"})
            return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:  # on its way
        return False


def check_given(url: str) -> None:
    """Look at a MongoDB that somebody named.

    Raises:
        CannotStart: it does not answer, is no replica set or is too old.
    """
    try:
        with _client(url) as client:
            hello = client.admin.command("hello")
            version = _version(client)
    except PyMongoError as error:
        raise CannotStart(
            f"MongoDB at RAVABET_MONGO_URL does not answer: check the server and the URL ({error})."
        ) from None
    refuse_old(version)
    if "setName" not in hello:
        raise CannotStart(
            "MongoDB at RAVABET_MONGO_URL is not a replica set: start it with --replSet and call rs.initiate()."
        )


def refuse_old(version: str) -> None:
    """Raise CannotStart if this version of MongoDB is too old."""
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise CannotStart(f"MongoDB {version} is too old: use 6.0 or later, or leave RAVABET_MONGO_URL unset.")


def with_database(url: str, database: str) -> str:
    """Return the URL of this server with that database in its path."""
    hosts, _, options = url.partition("?")
    if name := parse_uri(url, validate=False, warn=False).get("database"):
        hosts = hosts.rstrip("/").removesuffix(f"/{name}")
    return f"{hosts.rstrip('/')}/{database}" + (f"?{options}" if options else "")


def _settle(client: MongoClient[dict[str, Any]], *, member: dict[str, Any]) -> None:
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as failure:
        if failure.code == _NOT_YET_INITIALIZED:
            client.admin.command("replSetInitiate", {"_id": SET, "members": [member]})
        elif failure.code == _CONFIG_WITHOUT_US:
            config = client.admin.command("replSetGetConfig")["config"]
            moved = config | {"members": [config["members"][0] | member], "version": config["version"] + 1}
            client.admin.command("replSetReconfig", moved, force=True)


def _only_member(port: int) -> str:
    return f"mongodb://127.0.0.1:{port}/?directConnection=true"


def _client(url: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(url, serverSelectionTimeoutMS=5000)


def _version(client: MongoClient[dict[str, Any]]) -> str:
    return str(client.admin.command("buildInfo")["version"])
