"""Events that services missed, for the commands of operators."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from shared.events.catalogue import SERVICES, heard_by, published_by
from shared.events.heartbeats import HEARTBEATS
from shared.messaging.checks import note
from shared.messaging.inspection import Difference
from shared.messaging.missed import Archive, Missed
from shared.store.store import Store

Stores = Mapping[str, Store]
"""The databases of services whose addresses are set."""


def publishers_for(service: str) -> list[str]:
    """Return the services whose events this one listens to."""
    heard = heard_by(service) - {event.type for event in HEARTBEATS.values()}
    return [publisher for publisher in SERVICES if published_by(publisher) & heard]


async def missed_of(
    stores: Stores, service: str, *, since: datetime | None = None, also_unheard: bool = False
) -> list[Missed]:
    """Return what a service missed of all publishers whose databases are known."""
    archives = [Archive(stores[name], stores[service]) for name in publishers_for(service) if name in stores]
    return [missed for archive in archives for missed in await archive.missed(since=since, also_unheard=also_unheard)]


async def find_events(stores: Stores, service: str, event_ids: Collection[str]) -> list[Missed]:
    """Return those of these events that the archives hold and the service hears."""
    archives = [Archive(stores[name], stores[service]) for name in publishers_for(service) if name in stores]
    return [found for archive in archives for found in await archive.find(event_ids)]


async def send_again(stores: Stores, service: str, missed: Sequence[Missed]) -> None:
    """Hand events to a service; each publisher's archive gives those that it holds."""
    for name in publishers_for(service):
        if name in stores:
            await Archive(stores[name], stores[service]).send_again(missed)


async def missed_of_all(stores: Stores, *, within: timedelta) -> dict[str, list[Missed]]:
    """Return what each service missed lately."""
    return {service: await missed_of(stores, service, since=stores[service].now() - within) for service in stores}


async def note_check(stores: Stores, found: Sequence[Difference], missed: Mapping[str, Sequence[Missed]]) -> None:
    """Write the result of a check where the metrics of each service find it."""
    for service, store in stores.items():
        number = sum(difference.service in {None, service} for difference in found)
        await note(store, differences=number, missed=missed.get(service, ()))


def told(missed: Sequence[Missed]) -> list[str]:
    """Return a sentence for each type: how many, since when, and how many of them were overtaken."""
    return [_sentence(event_type, list(events)) for event_type, events in groupby(_by_type(missed), _type_of)]


def _by_type(missed: Sequence[Missed]) -> list[Missed]:
    return sorted(missed, key=lambda each: (each.event_type, each.sent_at))


def _type_of(missed: Missed) -> str:
    return missed.event_type


def _sentence(event_type: str, events: Sequence[Missed]) -> str:
    overtaken = sum(each.is_overtaken for each in events)
    left = f"; {overtaken} overtaken by a later event of the same subject" if overtaken else ""
    return f"{len(events)} {event_type} since {events[0].sent_at:%Y-%m-%d %H:%M:%S} UTC{left}."
