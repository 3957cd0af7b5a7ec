"""Whether this release of a service can run beside what runs now: events, topology and migrations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from httpx import HTTPError
from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.running import Replica, replicas_of
from deploy.manifests import FEATURES
from shared.events.catalogue import CATALOGUE, CatalogueEntry, published_by
from shared.messaging.inspection import differences
from shared.operations.stores import open_stores
from shared.store.migrations.migration import in_order
from shared.store.migrations.run import left


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether this release of a service can be started now: yes, when there is no reason against it."""

    reasons: Sequence[str]
    """A sentence for each reason why not. Whatever cannot be looked at is one, too."""
    remarks: Sequence[str] = ()
    """A sentence for each thing that an operator should know first."""


async def answer_for(service: str, county: County) -> Answer:
    """Look at what runs, and say whether this release of a service can be started beside it."""
    if not county.replicas:
        return Answer(["What runs now is not known: set RAVABET_REPLICAS to the addresses of all replicas, as JSON."])
    running = await replicas_of(county.replicas)
    reasons = [
        *reasons_of_events(service, published_by(service), running),
        *reasons_of_new_events(service, CATALOGUE, running),
        *await _reasons_of_topology(service, county),
        *await _reasons_of_migrations(service, county),
    ]
    # Both replicas of a service often give the same sentence.
    return Answer(list(dict.fromkeys(reasons)), list(dict.fromkeys(remarks_on_new_events(service, CATALOGUE, running))))


def reasons_of_events(
    service: str, publishes: frozenset[str], running: Mapping[str, Sequence[Replica]]
) -> Iterator[str]:
    """Yield what the running others would no longer hear from a release that publishes only these types.

    A type that nobody publishes yet is no reason: its listener may come first.
    """
    now = _published_now(service, running)
    for other, replicas in running.items():
        if other == service:
            continue
        silent = [replica.url for replica in replicas if replica.version is None]
        if silent:
            yield f"{other} does not answer at {silent[0]}, so what it listens to is not known."
        for replica in replicas:
            for gone in sorted((replica.listens or frozenset()) & (now - publishes)):
                yield f"{replica.named} listens to {gone}, which this release of {service} publishes no longer."


def reasons_of_new_events(
    service: str, catalogue: Iterable[CatalogueEntry], running: Mapping[str, Sequence[Replica]]
) -> Iterator[str]:
    """Yield what the running others would throw away, since they do not know its type and this release publishes it.

    The queue of a service is bound to the types of the newest release, and a service acknowledges a type that it does
    not know at all without doing anything.
    """
    for new, replica in _unheard(service, catalogue, running):
        if not _knows_another_major(replica, new):
            yield f"{replica.named} does not know {new} yet and would lose it: upgrade {replica.service} first."


def remarks_on_new_events(
    service: str, catalogue: Iterable[CatalogueEntry], running: Mapping[str, Sequence[Replica]]
) -> Iterator[str]:
    """Yield what the running others would keep waiting: newer versions of types that they know."""
    for new, replica in _unheard(service, catalogue, running):
        if _knows_another_major(replica, new):
            yield (
                f"{replica.named} knows an earlier version of {new}: until it is upgraded, such events and later ones "
                f"of the same subjects wait there. To avoid that, upgrade {replica.service} first."
            )


def _unheard(
    service: str, catalogue: Iterable[CatalogueEntry], running: Mapping[str, Sequence[Replica]]
) -> Iterator[tuple[str, Replica]]:
    """Yield each type that this release begins to publish, with each running listener that does not know it yet."""
    now = _published_now(service, running)
    for entry in catalogue:
        if entry.publisher == service and entry.event.type not in now:
            for listener in entry.listeners:
                for replica in running.get(listener, ()):
                    if listener != service and replica.listens is not None and entry.event.type not in replica.listens:
                        yield entry.event.type, replica


def _knows_another_major(replica: Replica, event_type: str) -> bool:
    name = event_type.rpartition(".v")[0]
    return any(known.rpartition(".v")[0] == name for known in replica.listens or ())


def _published_now(service: str, running: Mapping[str, Sequence[Replica]]) -> frozenset[str]:
    return frozenset().union(*(replica.publishes or () for replica in running.get(service, ())))


async def _reasons_of_topology(service: str, county: County) -> list[str]:
    if not (county.amqp_url and county.management_url):
        return ["The topology is not known: set RAVABET_AMQP_URL and RAVABET_AMQP_MANAGEMENT_URL."]
    try:
        found = await differences(county.amqp_url, county.management_url)
    except HTTPError as error:
        return [f"RabbitMQ's management interface does not answer or refuses ({type(error).__name__})."]
    missing = [each for each in found if not each.is_surplus and each.service in {service, None}]
    return [f"RabbitMQ: {each.sentence}; run ravabet topology of this release first." for each in missing]


async def _reasons_of_migrations(service: str, county: County) -> list[str]:
    if service not in county.mongo_urls:
        return [f"The migrations are not known: set {service.upper()}_MONGO_URL."]
    needed = [
        migration
        for migration in in_order(each for feature in FEATURES[service] for each in feature.migrations)
        if migration.must_be_done
    ]
    if not needed:
        return []
    try:
        async with open_stores({service: county.mongo_urls[service]}) as stores:
            return [
                f"{number} documents have not gone through {each.name}, which this release needs: "
                f"run ravabet migrate {service} of the release before it."
                for each in needed
                if (number := await left(stores[service], each))
            ]
    except PyMongoError as error:
        return [f"The database of {service} does not answer ({type(error).__name__})."]
