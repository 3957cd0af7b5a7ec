"""Makes the second family of users on both servers, and drops the first when nobody is signed in as one of them."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.rotation.parts import Part
from deploy.setup.passwords import ADMIN, BACKUP
from deploy.setup.servers import make_database_users
from deploy.setup.trouble import CannotSetUp
from shared.messaging.rights import PARTIES, MayNotGrant, grant
from shared.web.paths import SERVICES

_PATIENCE_SECONDS: Final = 15
_SETTLES_SECONDS: Final = 20.0
"""RabbitMQ counts a connection for some seconds after it was closed."""
_PAUSE_SECONDS: Final = 0.5
_NO_SUCH_USER: Final = 11


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers, with an administrator of each."""

    mongo_url: str
    management_url: str
    amqp_url: str
    settles: float = _SETTLES_SECONDS

    async def make_users(self, part: Part, passwords: Mapping[str, str], *, family: str) -> None:
        """Make the users of a family with these passwords, or update them; safe to repeat.

        Raises CannotSetUp with a sentence for whatever is in the way.
        """
        if part == Part.MONGO:
            with self._mongo() as administrator:
                make_database_users(administrator, passwords, family=family)
            return
        given = {party: passwords[f"broker.{party}"] for party in PARTIES}
        try:
            await grant(self.management_url, self.amqp_url, given, family=family)
        except MayNotGrant as error:
            raise CannotSetUp("RabbitMQ refuses its administrator: run deploy/ravabet up, then this again.") from error
        except httpx.HTTPError as error:
            raise _rabbit_is_away(error) from error
        with self._management() as management:
            name, all_rights = quote(f"{family}.{ADMIN}", safe=""), dict.fromkeys(("configure", "write", "read"), ".*")
            whose = {"password": passwords[f"broker.{ADMIN}"], "tags": "administrator"}
            management.put(f"/api/users/{name}", json=whose).raise_for_status()
            vhost = quote(self._vhost, safe="")
            management.put(f"/api/permissions/{vhost}/{name}", json=all_rights).raise_for_status()

    def drop_users(self, part: Part, *, family: str) -> None:
        """Remove the users of a family. Raises CannotSetUp, and removes none, when one of them is still signed in."""
        users = self._mongo_users if part == Part.MONGO else self._rabbit_users
        self._wait_until_unused(users, family)
        if part == Part.MONGO:
            with self._mongo() as administrator:
                for database, party in _places():
                    _drop(administrator, database, f"{family}.{party}")
            return
        with self._management() as management:
            for party in (*PARTIES, ADMIN):
                answer = management.delete(f"/api/users/{quote(f'{family}.{party}', safe='')}")
                if answer.status_code != httpx.codes.NOT_FOUND:
                    answer.raise_for_status()

    def read_certificate_again(self) -> None:
        """Let MongoDB read its certificate again. RabbitMQ does so by itself, within two minutes."""
        with self._mongo() as administrator:
            try:
                administrator.admin.command("rotateCertificates", 1, message="ravabet rotate")
            except OperationFailure as error:
                raise CannotSetUp(
                    f"MongoDB does not take its new certificate ({error.details and error.details.get('codeName')}): "
                    "look into its log."
                ) from error

    def _wait_until_unused(self, users: Callable[[], Mapping[str, str]], family: str) -> None:
        end = time.monotonic() + self.settles
        while used := {user: where for user, where in users().items() if user.rpartition(".")[0] == family}:
            if time.monotonic() > end:
                who = ", ".join(f"{user} (from {where})" for user, where in sorted(used.items()))
                raise CannotSetUp(f"Nothing was removed, since somebody still uses {who}: restart that, then go on.")
            time.sleep(_PAUSE_SECONDS)

    def _mongo_users(self) -> dict[str, str]:
        """Return who is signed in at MongoDB, and from where."""
        current = {"$currentOp": {"allUsers": True, "idleConnections": True}}
        with self._mongo() as administrator:
            return {
                user["user"]: str(each.get("client", "MongoDB itself")).rpartition(":")[0]
                for each in administrator.admin.aggregate([current])
                for user in each.get("effectiveUsers", ())
            }

    def _rabbit_users(self) -> dict[str, str]:
        """Return who is connected to RabbitMQ, and from where."""
        with self._management() as management:
            connections = management.get("/api/connections").raise_for_status().json()
        # What is just being closed is listed without a user.
        return {each["user"]: each.get("peer_host", "somewhere") for each in connections if "user" in each}

    @property
    def _vhost(self) -> str:
        return httpx.URL(self.amqp_url.replace("amqp", "http", 1)).path[1:] or "/"

    @contextmanager
    def _mongo(self) -> Iterator[MongoClient[dict[str, Any]]]:
        try:
            with MongoClient[dict[str, Any]](self.mongo_url) as administrator:
                yield administrator
        except PyMongoError as error:
            raise CannotSetUp(
                f"MongoDB does not answer or refuses its administrator ({type(error).__name__}): "
                "see deploy/ravabet status, then run this again."
            ) from error

    @contextmanager
    def _management(self) -> Iterator[httpx.Client]:
        try:
            with httpx.Client(base_url=self.management_url, timeout=_PATIENCE_SECONDS) as management:
                yield management
        except httpx.HTTPError as error:
            raise _rabbit_is_away(error) from error


def _rabbit_is_away(error: httpx.HTTPError) -> CannotSetUp:
    return CannotSetUp(
        f"RabbitMQ's management interface does not answer or refuses ({type(error).__name__}): "
        "see deploy/ravabet status, then run this again."
    )


def _places() -> Iterator[tuple[str, str]]:
    """Yield each user of MongoDB, and the database in which it is kept."""
    for service in SERVICES:
        yield f"ravabet_{service}", service
    yield "admin", BACKUP
    yield "admin", ADMIN


def _drop(administrator: MongoClient[dict[str, Any]], database: str, user: str) -> None:
    try:
        administrator[database].command("dropUser", user)
    except OperationFailure as error:
        if error.code != _NO_SUCH_USER:
            raise
