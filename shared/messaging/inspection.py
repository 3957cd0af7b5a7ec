"""The inspection: compares the broker with the topology of the catalogue, and changes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from shared.events.catalogue import SERVICES, UNHEARD
from shared.messaging.topology import (
    EXCHANGE,
    FOREIGN_TYPES,
    NOBODY,
    UNROUTED,
    Exchange,
    Queue,
    dead_queue_of,
    exchanges,
    is_of_the_house,
    queue_of,
    queues,
    vhost_of,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the broker does not have, or has in another way; the sentence says what."""

    sentence: str
    service: str | None = None
    """The service whose queue it is about; None when it concerns all."""
    unheard: tuple[str, ...] = ()
    """The types of events that do not reach the service now."""
    is_surplus: bool = False
    """Whether the broker only has something too many, as another release may still need it."""


@dataclass(frozen=True, slots=True)
class _Binding:
    source: str
    to: str
    kind: str
    key: str


async def differences(amqp_url: str, management_url: str) -> list[Difference]:
    """Return all differences between the catalogue's topology and the virtual host of `amqp_url`.

    What others have bound for themselves, to queues of their own, is none. Raises httpx.HTTPError.
    """
    vhost = vhost_of(amqp_url)
    async with httpx.AsyncClient(base_url=management_url, timeout=15) as management:
        there_exchanges = await _listed(management, f"/api/exchanges/{vhost}")
        there_queues = await _listed(management, f"/api/queues/{vhost}")
        bindings = await _listed(management, f"/api/bindings/{vhost}")
    bound = {
        _Binding(row["source"], row["destination"], row["destination_type"], row["routing_key"]) for row in bindings
    }
    return [
        *_of_exchanges(_by_name(there_exchanges)),
        *_of_queues(_by_name(there_queues)),
        *_missing_bindings(bound, there={row["name"] for row in (*there_exchanges, *there_queues)}),
        *_strange_bindings(bound),
    ]


async def _listed(management: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await management.get(path)).raise_for_status().json()
    return found


def _by_name(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows}


def _of_exchanges(there: Mapping[str, dict[str, Any]]) -> Iterator[Difference]:
    for wanted in exchanges():
        what = f"the exchange {wanted.name}"
        if wanted.name not in there:
            yield Difference(f"{what} is missing")
        else:
            for fault in _exchange_faults(wanted, there[wanted.name]):
                yield Difference(f"{what} {fault}")


def _exchange_faults(wanted: Exchange, there: dict[str, Any]) -> Iterator[str]:
    if there["type"] != wanted.kind:
        yield f"is of the type {there['type']} where {wanted.kind.value} is needed"
    yield from _common_faults(wanted.arguments, there)
    if there.get("internal"):
        yield "is internal, so that nobody can publish to it"


def _of_queues(there: Mapping[str, dict[str, Any]]) -> Iterator[Difference]:
    for wanted in queues():
        what, service = f"the queue {wanted.name}", _OWNERS.get(wanted.name)
        if wanted.name not in there:
            unheard = tuple(sorted(wanted.types))
            yield Difference(f"{what} is missing, with all that was in it and was bound to it", service, unheard)
        else:
            for fault in _queue_faults(wanted, there[wanted.name]):
                yield Difference(f"{what} {fault}", service)


def _queue_faults(wanted: Queue, there: dict[str, Any]) -> Iterator[str]:
    yield from _common_faults(wanted.arguments, there)
    if there.get("exclusive"):
        yield "belongs to one connection only"
    policies = ", ".join(there[kind] for kind in ("policy", "operator_policy") if there.get(kind))
    for name, value in (there.get("effective_policy_definition") or {}).items():
        if name in _LOSING:
            yield f"is under a policy ({policies}) that gives it {name} = {value!r}, by which events can be lost"


def _common_faults(wanted: Mapping[str, Any], there: dict[str, Any]) -> Iterator[str]:
    if not there["durable"]:
        yield "is not durable: it goes when the broker restarts"
    if there["auto_delete"]:
        yield "goes when its last user goes"
    for name in sorted({*wanted, *there["arguments"]}):
        value, found = wanted.get(name), there["arguments"].get(name)
        if found != value:
            yield f"has {name} = {found!r} where {value!r} is needed"


def _missing_bindings(bound: set[_Binding], there: set[str]) -> Iterator[Difference]:
    """Yield a difference for each binding that is missing between things that are there."""
    for binding in _wanted_bindings():
        if binding not in bound and binding.to in there and binding.source in there:
            service = _OWNERS.get(binding.to)
            unheard = (binding.key,) if service else ()
            yield Difference(f"{binding.to} does not listen to {binding.key}", service, unheard)
    if {UNROUTED} <= there and not any((binding.source, binding.to) == (UNROUTED, UNROUTED) for binding in bound):
        yield Difference(f"the queue {UNROUTED} keeps nothing: it is not bound to its exchange")


def _strange_bindings(bound: set[_Binding]) -> Iterator[Difference]:
    """Yield a difference for each binding to a thing of ours that the catalogue does not have."""
    ours = {queue.name for queue in queues()} | {NOBODY}
    wanted = set(_wanted_bindings())
    for binding in sorted(bound - wanted, key=lambda each: (each.to, each.source, each.key)):
        # Every queue is bound to the nameless exchange, by its own name.
        is_own = binding.source == "" or (binding.source, binding.to) == (UNROUTED, UNROUTED)
        is_stray = binding.source == EXCHANGE and is_of_the_house(binding.to)
        if not is_own and (is_stray or binding.to in ours):
            origin = "" if binding.source == EXCHANGE else f" of {binding.source}"
            yield Difference(
                f"{binding.to} listens to {binding.key}{origin}, which the catalogue does not give it",
                _OWNERS.get(binding.to),
                is_surplus=True,
            )


def _wanted_bindings() -> Sequence[_Binding]:
    return [
        *(
            _Binding(EXCHANGE, queue.name, "queue", event_type)
            for queue in queues()
            for event_type in sorted(queue.types)
        ),
        *(_Binding(EXCHANGE, NOBODY, "exchange", event_type) for event_type in (*sorted(UNHEARD), FOREIGN_TYPES)),
    ]


_OWNERS = {name(service): service for service in SERVICES for name in (queue_of, dead_queue_of)}
_LOSING = frozenset(
    {
        "alternate-exchange",
        "dead-letter-exchange",
        "dead-letter-routing-key",
        "delivery-limit",
        "expires",
        "max-length",
        "max-length-bytes",
        "message-ttl",
        "overflow",
    }
)
"""What a policy must not change on our queues."""
