"""What each user of the broker may do: what the catalogue gives its service, and nothing else.

One user a service, and one that declares the topology. Nobody but that one may make, bind or delete anything, and
nobody at all may publish an event of another service: the broker itself refuses it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import httpx

from shared.events.catalogue import SERVICES, published_by
from shared.messaging.topology import EXCHANGE, NOBODY, UNROUTED, dead_queue_of, queue_of

TOPOLOGY = "topology"
PARTIES = (*SERVICES, TOPOLOGY)
"""Who has a user."""

_NOTHING = "^$"
_FORBIDDEN = (401, 403)


class MayNotGrant(Exception):
    """The management interface does not let us make users; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Regular expressions over names of exchanges and queues, and over the routing keys of `ravabet.events`."""

    configure: str
    write: str
    read: str
    publishes: str
    tags: str = ""


def rights_of(party: str) -> Rights:
    """The least with which it can do its work."""
    if party == TOPOLOGY:
        # Whoever binds writes to the queue and reads from the exchange; whoever declares a queue with dead letters
        # reads from it and writes to where they go, here the default exchange.
        queues = [queue_of(service) for service in SERVICES]
        return Rights(
            configure=r"^ravabet\.",
            write=_exactly(NOBODY, UNROUTED, "amq.default", *queues),
            read=_exactly(EXCHANGE, UNROUTED, *queues),
            publishes=_NOTHING,
            tags="management",
        )
    return Rights(
        configure=_NOTHING,
        # From 4.0 on, only who has some right on a thing may ask whether it is there. To write to the unrouted, whose
        # queue is bounded and which nobody consumes, is the right that harms least.
        write=_exactly(EXCHANGE, UNROUTED),
        read=_exactly(queue_of(party), dead_queue_of(party)),
        publishes=_exactly(*sorted(published_by(party))),
    )


def user_of(party: str, *, family: str = "ravabet") -> str:
    """The name of its user."""
    return f"{family}.{party}"


def url_for(party: str, url: str, password: str, *, family: str = "ravabet") -> str:
    """The address of the broker, or of its management interface, for this user."""
    at = urlsplit(url)
    who = f"{quote(user_of(party, family=family), safe='')}:{quote(password, safe='')}"
    return at._replace(netloc=f"{who}@{at.netloc.rpartition('@')[2]}").geturl()


async def grant(management_url: str, amqp_url: str, passwords: Mapping[str, str], *, family: str = "ravabet") -> None:
    """Make the users of these parties, or change them, in the virtual host of the address; safe to repeat.

    Raises MayNotGrant when the user of the management address is no administrator, httpx.HTTPError on other trouble.
    """
    vhost = quote(unquote(urlsplit(amqp_url).path[1:]) or "/", safe="")
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


def _exactly(*names: str) -> str:
    return f"^({'|'.join(re.escape(name) for name in names)})$"
