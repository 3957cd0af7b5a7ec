"""Where MongoDB and RabbitMQ come from: URLs in the environment, else Docker, else programs of this machine."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from deploy.local import containers, mongo, programs, rabbit
from deploy.local.home import Home
from deploy.local.mongo import Mongo
from deploy.local.processes import Process, stop_all
from deploy.local.rabbit import Rabbit
from deploy.local.trouble import CannotStart


@dataclass(frozen=True, slots=True)
class Servers:
    """A MongoDB and a RabbitMQ that can be used now."""

    mongo_url: str
    amqp_url: str
    management_url: str
    processes: tuple[Process, ...] = ()

    def mongo_url_of(self, database: str) -> str:
        """Return the URL of one database, with its name in the path."""
        return mongo.with_database(self.mongo_url, database)


@contextmanager
def running_servers(home: Home, *, throw_away: bool = False) -> Iterator[Servers]:
    """Run both servers with their data in this home, both starting at the same time.

    Servers of data to be thrown away are not stopped in order, which saves seconds.

    Raises:
        CannotStart: a server cannot be had, is too old, or its port is taken.
    """
    env = home.environment
    mongo_url, amqp_url = env.get("RAVABET_MONGO_URL"), env.get("RAVABET_AMQP_URL")
    in_docker = not (mongo_url and amqp_url) and _in_docker(home)
    with ExitStack() as running:
        own_mongo = own_rabbit = None
        started: list[Process] = []
        running.callback(stop_all, started, at_once=throw_away)
        if not amqp_url:
            own_rabbit = Rabbit(home, in_docker=in_docker)
            started += own_rabbit.processes
        if not mongo_url:
            own_mongo = Mongo(home, in_docker=in_docker)
            started.append(own_mongo.process)
        yield Servers(
            mongo_url=_ready_mongo(own_mongo, mongo_url),
            **_ready_rabbit(own_rabbit, amqp_url, env.get("RAVABET_AMQP_MANAGEMENT_URL")),
            processes=tuple(started),
        )


def fetch_programs(home: Home) -> None:
    """Fetch what `running_servers` will need: on a bare machine that takes longer than a start may.

    Raises:
        CannotStart: something cannot be had.
    """
    env = home.environment
    mongo_given, rabbit_given = env.get("RAVABET_MONGO_URL"), env.get("RAVABET_AMQP_URL")
    if (mongo_given and rabbit_given) or _in_docker(home):
        return
    if not mongo_given:
        programs.mongod()
    if not rabbit_given:
        rabbit.node_programs()


def _in_docker(home: Home) -> bool:
    """Choose between Docker and programs of this machine; data that is there already stays where it was made."""
    asked = home.environment.get("RAVABET_SERVERS") or home.recall("servers")
    if asked not in (None, "docker", "programs"):
        raise CannotStart(f"RAVABET_SERVERS={asked} is not known: set it to docker or programs, or leave it unset.")
    can = asked != "programs" and containers.can_be_had()
    if asked == "docker" and not can:
        raise CannotStart(
            f"The data in {home.folder} belongs to servers in Docker, which does not answer: "
            "start Docker, or use another folder (RAVABET_HOME)."
        )
    home.remember("servers", "docker" if can else "programs")
    return can


def _ready_mongo(own: Mongo | None, given: str | None) -> str:
    if own is None:
        mongo.check_given(str(given))
        return str(given)
    own.wait()
    return own.url


def _ready_rabbit(own: Rabbit | None, given: str | None, management: str | None) -> dict[str, str]:
    if own is None:
        management = management or rabbit.usual_management_url(str(given))
        rabbit.check_given(str(given), management)
        return {"amqp_url": str(given), "management_url": management}
    own.wait()
    return {"amqp_url": own.amqp_url, "management_url": own.management_url}
