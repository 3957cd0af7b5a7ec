"""The rights of the broker's users, computed from the catalogue.

There is one user for each service, and one that declares the topology. Only that one may create, bind or delete
anything. No user may publish an event of another service: the broker itself refuses it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import httpx

from shared.events.catalogue import SERVICES, published_by
from shared.events.foreign import FOREIGN_PREFIX
from shared.messaging.guest_names import ENTRIES, RECEIPTS
from shared.messaging.topology import EXCHANGE, NOBODY, UNROUTED, dead_queue_of, queue_of, vhost_of

TOPOLOGY = "topology"
INGEST = "news"
"""The service with the door for guests' events (ADR 38)."""
PARTIES = (*SERVICES, TOPOLOGY)
"""The parties that have a user."""

_NOTHING = "^$"
_FORBIDDEN = (401, 403)


class MayNotGrant(Exception):
    """The management interface does not allow us to make users; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of a user: regular expressions for names of exchanges and queues, and for routing keys to publish."""

    configure: str
    write: str
    read: str
    publishes: str
    tags: str = ""


def rights_of(party: str) -> Rights:
    """Return the least rights with which a party can do its work."""
    if party == TOPOLOGY:
        # To bind, a user needs to write to the queue and to read from the exchange. To declare a queue with dead
        # letters, it needs to read from the queue and to write to their exchange, here the default one.
        queues = [queue_of(service) for service in SERVICES]
        return Rights(
            configure=r"^ravabet\.",
            write=_exactly(NOBODY, UNROUTED, "amq.default", *queues),
            read=_exactly(EXCHANGE, UNROUTED, *queues),
            publishes=_NOTHING,
            tags="management",
        )
    is_ingest = party == INGEST
    return Rights(
        configure=_NOTHING,
        # From RabbitMQ 4.0 on, a user may ask whether an exchange exists only if it has some right on it. Writing to
        # UNROUTED does the least harm: its queue is bounded and nobody consumes it.
        write=_exactly(EXCHANGE, UNROUTED, *([RECEIPTS] if is_ingest else [])),
        read=_one_of(
            *map(re.escape, (queue_of(party), dead_queue_of(party))),
            *([ENTRIES] if is_ingest else []),
        ),
        publishes=_publishes(party),
    )


def user_of(party: str, *, family: str = "ravabet") -> str:
    """Return the name of a party's user."""
    return f"{family}.{party}"


def url_for(party: str, url: str, password: str, *, family: str = "ravabet") -> str:
    """Return the address of the broker, or of its management interface, with the user and password of a party."""
    at = urlsplit(url)
    who = f"{quote(user_of(party, family=family), safe='')}:{quote(password, safe='')}"
    return at._replace(netloc=f"{who}@{at.netloc.rpartition('@')[2]}").geturl()


async def grant(management_url: str, amqp_url: str, passwords: Mapping[str, str], *, family: str = "ravabet") -> None:
    """Create or update the users of these parties, with rights in the virtual host of `amqp_url`; safe to repeat.

    Raises MayNotGrant when the user of the management address is no administrator, httpx.HTTPError on other failures.
    """
    vhost = vhost_of(amqp_url)
    async with httpx.AsyncClient(base_url=management_url, timeout=15) as management:
        for party, password in passwords.items():
            user, rights = quote(user_of(party, family=family), safe=""), rights_of(party)
            for path, what in (
                (f"/api/users/{user}", {"password": password, "tags": rights.tags}),
                (
                    f"/api/permissions/{vhost}/{user}",
                    {"configure": rights.configure, "write": rights.write, "read": rights.read},
                ),
                (
                    f"/api/topic-permissions/{vhost}/{user}",
                    {"exchange": EXCHANGE, "write": rights.publishes, "read": ".*"},
                ),
            ):
                answer = await management.put(path, json=what)
                if answer.status_code in _FORBIDDEN:
                    raise MayNotGrant("the user of RAVABET_AMQP_MANAGEMENT_URL must be an administrator of the broker")
                answer.raise_for_status()


def _publishes(party: str) -> str:
    own = _exactly(*sorted(published_by(party)))
    # The ingest publishes guests' own types, too; their names are known only when guests bring contracts along.
    return f"{own}|^{re.escape(FOREIGN_PREFIX)}" if party == INGEST else own


def _exactly(*names: str) -> str:
    return _one_of(*map(re.escape, names))


def _one_of(*patterns: str) -> str:
    return f"^({'|'.join(patterns)})$"
