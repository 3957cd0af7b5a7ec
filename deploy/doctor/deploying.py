"""Whether this release of a service can run beside what runs now: events, topology and migrations."""

from collections.abc import Iterator, Mapping, Sequence

from httpx import HTTPError
from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.running import Replica, replicas_of
from deploy.manifests import FEATURES
from shared.events.catalogue import published_by
from shared.messaging.inspection import differences
from shared.operations.stores import open_stores
from shared.store.migrations.migration import in_order
from shared.store.migrations.run import left


async def reasons_against(service: str, county: County) -> Sequence[str]:
    """Return a sentence for each reason why this release of a service must not be started now; none means yes.

    Whatever cannot be looked at is a reason, too.
    """
    if not county.replicas:
        return ["What runs now is not known: set RAVABET_REPLICAS to the addresses of all replicas, as JSON."]
    running = await replicas_of(county.replicas)
    return [
        *reasons_of_events(service, published_by(service), running),
        *await _reasons_of_topology(service, county),
        *await _reasons_of_migrations(service, county),
    ]


def reasons_of_events(
    service: str, publishes: frozenset[str], running: Mapping[str, Sequence[Replica]]
) -> Iterator[str]:
    """Yield what the running others would no longer hear from a release that publishes only these types.

    A type that nobody publishes yet is no reason: its listener may come first. Nor is a type that nobody hears yet: it
    waits in the queue until its listener comes.
    """
    now: set[str] = set()
    for replica in running.get(service, ()):
        now |= replica.publishes or frozenset()
    for other, replicas in running.items():
        if other == service:
            continue
        silent = [replica.url for replica in replicas if replica.version is None]
        if silent:
            yield f"{other} does not answer at {silent[0]}, so what it listens to is not known."
        for replica in replicas:
            for gone in sorted((replica.listens or frozenset()) & (now - publishes)):
                yield f"{replica.named} listens to {gone}, which this release of {service} publishes no longer."


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
