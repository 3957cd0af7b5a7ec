"""Trap 44: what the broker itself refuses a guest, and what it does with one that is suspended."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import uuid4

import aio_pika
import httpx
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AMQPConnectionError, ChannelClosed, ChannelPreconditionFailed
from aiormq.exceptions import AMQPError, ChannelAccessRefused, ChannelInvalidStateError, DeliveryError

from shared.messaging import topology
from shared.messaging.guest_access import ENTRY_HOLDS, GuestAccess, GuestAccounts, NoAccount, guest_accounts, queues_of
from shared.messaging.guest_names import (
    RECEIPTS,
    entry_of_guest,
    exchange_of_guest,
    reading_of_guest,
    receipts_of_guest,
    user_of_guest,
)
from shared.messaging.inspection import differences
from shared.messaging.rights import INGEST, TOPOLOGY, MayNotGrant, user_of
from shared.messaging.topology import EXCHANGE, TopologyDiffers, queue_of
from tests.broker_users import FAMILY, as_user

PASSWORD = "a-guests"
OUTAGE, READABLE = "outage.announced.v1", "news.published.v1"
Deed = Callable[[AbstractChannel, str], Awaitable[object]]


@pytest.fixture
async def accounts(amqp_url: str, management_url: str) -> AsyncIterator[GuestAccounts]:
    await topology.declare(amqp_url)
    async with guest_accounts(management_url, amqp_url) as found:
        yield found


@pytest.fixture
async def water(accounts: GuestAccounts) -> AsyncIterator[GuestAccess]:
    """A guest with an open account."""
    access = a_guest()
    await accounts.open(access, PASSWORD)
    yield access
    await accounts.remove(access.name)


@pytest.fixture
async def another(accounts: GuestAccounts) -> AsyncIterator[GuestAccess]:
    access = a_guest()
    await accounts.open(access, PASSWORD)
    yield access
    await accounts.remove(access.name)


@pytest.fixture
async def connection(amqp_url: str, water: GuestAccess) -> AsyncIterator[AbstractConnection]:
    """A connection of the guest."""
    async with await aio_pika.connect(address_of(water, amqp_url)) as opened:
        yield opened


def a_guest() -> GuestAccess:
    return GuestAccess(f"g{uuid4().hex[:10]}", ("outage.*", "alert.issued"), (READABLE,))


def address_of(guest: GuestAccess, url: str, *, password: str = PASSWORD) -> str:
    at = urlsplit(url)
    user = f"{user_of_guest(guest.name)}:{password}"
    return at._replace(netloc=f"{user}@{at.netloc.rpartition('@')[2]}").geturl()


async def publish(
    channel: AbstractChannel, key: str = OUTAGE, *, to: str, user: str | None = None, body: bytes = b"{}"
) -> None:
    exchange = await channel.get_exchange(to, ensure=False)
    await exchange.publish(aio_pika.Message(body, user_id=user), routing_key=key, mandatory=True, timeout=10)


async def test_what_it_publishes_waits_for_the_ingest_and_says_who_sent_it(
    connection: AbstractConnection, water: GuestAccess, amqp_url: str
) -> None:
    channel = await connection.channel(on_return_raises=True)
    for key in (OUTAGE, "outage.ended.v2", "alert.issued.v1"):
        await publish(channel, key, to=exchange_of_guest(water.name), user=user_of_guest(water.name))

    async with await aio_pika.connect(as_user(INGEST, amqp_url)) as ingest:
        entry = await (await ingest.channel()).get_queue(entry_of_guest(water.name), ensure=False)
        came = []
        async with asyncio.timeout(30), entry.iterator() as messages:
            async for message in messages:
                came.append(message)
                await message.ack()
                if len(came) == 3:
                    break

    assert {(message.user_id, message.routing_key) for message in came} == {
        (user_of_guest(water.name), key) for key in (OUTAGE, "outage.ended.v2", "alert.issued.v1")
    }


@pytest.mark.parametrize(
    "key", ["alert.lifted.v1", "office.closed.v1", "outage.v1", "outage.announced", "outage.#", "xoutage.a.v1", ""]
)
async def test_no_guest_publishes_a_type_that_it_was_not_given(
    connection: AbstractConnection, water: GuestAccess, key: str
) -> None:
    with pytest.raises(ChannelAccessRefused):
        await publish(await connection.channel(), key, to=exchange_of_guest(water.name))


async def test_no_guest_borrows_another_name(connection: AbstractConnection, water: GuestAccess) -> None:
    for name in (user_of_guest("other"), user_of(INGEST, family=FAMILY)):
        with pytest.raises(ChannelPreconditionFailed):
            await publish(await connection.channel(), to=exchange_of_guest(water.name), user=name)


async def test_no_guest_publishes_anywhere_else(connection: AbstractConnection, another: GuestAccess) -> None:
    for exchange in (EXCHANGE, RECEIPTS, topology.UNROUTED, exchange_of_guest(another.name), "amq.topic", ""):
        channel = await connection.channel()
        with pytest.raises(ChannelAccessRefused):
            await publish(channel, OUTAGE if exchange else queue_of("news"), to=exchange)


async def test_no_guest_reads_what_is_not_its_own(
    connection: AbstractConnection, water: GuestAccess, another: GuestAccess
) -> None:
    others = [
        queue_of("news"),
        topology.dead_queue_of("news"),
        topology.UNROUTED,
        entry_of_guest(water.name),
        *(each.name for each in queues_of(another)),
    ]
    for queue in others:
        channel = await connection.channel()
        with pytest.raises(ChannelAccessRefused):
            await (await channel.get_queue(queue, ensure=False)).get(fail=False)


async def declare_a_queue(channel: AbstractChannel, _: str) -> None:
    await channel.declare_queue("mine", durable=True)


async def declare_a_nameless_queue(channel: AbstractChannel, _: str) -> None:
    await channel.declare_queue("", exclusive=True)


async def declare_an_exchange(channel: AbstractChannel, _: str) -> None:
    await channel.declare_exchange("mine")


async def hear_more(channel: AbstractChannel, name: str) -> None:
    await (await channel.get_queue(reading_of_guest(name), ensure=False)).bind(EXCHANGE, "#")


async def hear_receipts_of_others(channel: AbstractChannel, name: str) -> None:
    await (await channel.get_queue(receipts_of_guest(name), ensure=False)).bind(RECEIPTS, "other")


async def delete_its_entry(channel: AbstractChannel, name: str) -> None:
    await channel.queue_delete(entry_of_guest(name))


async def delete_its_exchange(channel: AbstractChannel, name: str) -> None:
    await channel.exchange_delete(exchange_of_guest(name))


@pytest.mark.parametrize(
    "deed",
    [
        declare_a_queue,
        declare_a_nameless_queue,
        declare_an_exchange,
        hear_more,
        hear_receipts_of_others,
        delete_its_entry,
        delete_its_exchange,
    ],
)
async def test_no_guest_declares_binds_or_deletes(
    connection: AbstractConnection, water: GuestAccess, deed: Deed
) -> None:
    with pytest.raises(ChannelAccessRefused):
        await deed(await connection.channel(), water.name)


async def test_it_reads_its_receipts_and_the_public_events_that_it_may(
    connection: AbstractConnection, water: GuestAccess, amqp_url: str
) -> None:
    async with await aio_pika.connect(as_user(INGEST, amqp_url)) as news:
        channel = await news.channel(on_return_raises=True)
        await publish(channel, water.name, to=RECEIPTS, body=b"a receipt")
        await publish(channel, READABLE, to=EXCHANGE, body=b"news")

    channel = await connection.channel()
    for queue, body in ((receipts_of_guest(water.name), b"a receipt"), (reading_of_guest(water.name), b"news")):
        message = await (await channel.get_queue(queue, ensure=False)).get(timeout=10, no_ack=True)
        assert message.body == body


async def test_a_flood_is_refused_and_not_dropped(water: GuestAccess, accounts: GuestAccounts, amqp_url: str) -> None:
    """The entry is made small beforehand, since ten thousand events prove no more."""
    small = next(queue for queue in queues_of(water) if queue.name == entry_of_guest(water.name))
    assert (small.arguments["x-max-length"], small.arguments["x-overflow"]) == (ENTRY_HOLDS, "reject-publish")
    async with await aio_pika.connect(amqp_url) as administrator:
        channel = await administrator.channel()
        await channel.queue_delete(small.name)
        entry = await channel.declare_queue(small.name, durable=True, arguments=small.arguments | {"x-max-length": 3})
        await entry.bind(exchange_of_guest(water.name), "#")
    async with await aio_pika.connect(address_of(water, amqp_url)) as connection:
        channel = await connection.channel()
        refused: list[BaseException] = []
        while not refused:  # a full queue tells its publishers a moment later; a flood does not end before
            sent = (publish(channel, to=exchange_of_guest(water.name)) for _ in range(100))
            refused = [each for each in await asyncio.gather(*sent, return_exceptions=True) if each]
    assert all(isinstance(each, DeliveryError) for each in refused)
    with pytest.raises(TopologyDiffers, match="exists with other arguments"):
        await accounts.allow(water)


async def test_a_suspended_guest_is_out_at_once_and_back_with_its_old_password(
    water: GuestAccess, accounts: GuestAccounts, amqp_url: str
) -> None:
    connection = await aio_pika.connect(address_of(water, amqp_url))
    channel = await connection.channel()
    await publish(channel, to=exchange_of_guest(water.name))

    assert await accounts.shut(water.name)

    assert not (await accounts.state(water.name)).is_open
    with pytest.raises((AMQPError, ChannelClosed, ChannelInvalidStateError, ConnectionError)):
        await publish(channel, to=exchange_of_guest(water.name))
    with pytest.raises((AMQPError, AMQPConnectionError)):
        await aio_pika.connect(address_of(water, amqp_url))
    await accounts.allow(water)
    async with await aio_pika.connect(address_of(water, amqp_url)) as again:
        await publish(await again.channel(), to=exchange_of_guest(water.name))
    assert (await accounts.state(water.name)).is_open


async def test_an_open_connection_outlives_a_new_password(
    connection: AbstractConnection, water: GuestAccess, accounts: GuestAccounts, amqp_url: str
) -> None:
    await accounts.renew_password(water.name, "another")

    await publish(await connection.channel(), to=exchange_of_guest(water.name))
    with pytest.raises((AMQPError, AMQPConnectionError)):
        await aio_pika.connect(address_of(water, amqp_url))
    async with await aio_pika.connect(address_of(water, amqp_url, password="another")) as again:
        await publish(await again.channel(), to=exchange_of_guest(water.name))


async def test_what_it_may_changes_whole(
    water: GuestAccess, accounts: GuestAccounts, amqp_url: str, management_url: str
) -> None:
    await accounts.allow(replace(water, may_publish=("alert.lifted",), may_read=("office.closed.v1",)))

    async with await aio_pika.connect(address_of(water, amqp_url)) as connection:
        await publish(await connection.channel(), "alert.lifted.v1", to=exchange_of_guest(water.name))
        with pytest.raises(ChannelAccessRefused):
            await publish(await connection.channel(), OUTAGE, to=exchange_of_guest(water.name))
    assert await heard(water, amqp_url, management_url) == {"office.closed.v1"}

    await accounts.allow(replace(water, may_read=("news.corrected.v1", "outage.announced.v1", "decree.issued.v1")))
    assert await heard(water, amqp_url, management_url) == {"news.corrected.v1", "outage.announced.v1"}, "public ones"


async def test_a_guest_that_only_reads_publishes_nothing(
    water: GuestAccess, accounts: GuestAccounts, amqp_url: str
) -> None:
    await accounts.allow(replace(water, may_publish=()))

    async with await aio_pika.connect(address_of(water, amqp_url)) as connection:
        with pytest.raises(ChannelAccessRefused):
            await publish(await connection.channel(), to=exchange_of_guest(water.name))


async def test_without_the_topology_a_sentence_says_what_is_missing(amqp_url: str, management_url: str) -> None:
    guest = a_guest()
    async with guest_accounts(management_url, amqp_url) as accounts:
        with pytest.raises(TopologyDiffers, match=r"ravabet\.receipts is missing: run ravabet topology"):
            await accounts.open(guest, PASSWORD)
        await accounts.remove(guest.name)


async def test_nothing_is_left_of_a_guest_that_was_removed(
    accounts: GuestAccounts, amqp_url: str, management_url: str
) -> None:
    guest = a_guest()
    await accounts.open(guest, PASSWORD)
    async with await aio_pika.connect(address_of(guest, amqp_url)):
        await accounts.remove(guest.name)
        await accounts.remove(guest.name)
    assert not await accounts.exists(guest.name)
    for deed in (accounts.state(guest.name), accounts.allow(guest), accounts.renew_password(guest.name, "x")):
        with pytest.raises(NoAccount):
            await deed
    assert not await accounts.shut(guest.name)
    async with httpx.AsyncClient(base_url=management_url) as management:
        vhost = topology.vhost_of(amqp_url)
        for kind in ("queues", "exchanges"):
            there = (await management.get(f"/api/{kind}/{vhost}")).raise_for_status().json()
            assert not [each["name"] for each in there if guest.name in each["name"]]


async def test_the_topology_leaves_guests_alone(water: GuestAccess, amqp_url: str, management_url: str) -> None:
    """Tidying removes what the catalogue does not have, and would have removed what guests read."""
    assert await topology.tidy(amqp_url, management_url) == []
    assert await differences(amqp_url, management_url) == []
    assert await heard(water, amqp_url, management_url) == {READABLE}


async def test_only_an_administrator_lets_guests_in(amqp_url: str, management_url: str) -> None:
    async with guest_accounts(as_user(TOPOLOGY, management_url), amqp_url) as accounts:
        with pytest.raises(MayNotGrant, match="must be an administrator"):
            await accounts.open(a_guest(), PASSWORD)


async def test_no_more_connections_than_ten(water: GuestAccess, accounts: GuestAccounts, amqp_url: str) -> None:
    opened = await asyncio.gather(*(aio_pika.connect(address_of(water, amqp_url)) for _ in range(10)))
    with pytest.raises((AMQPError, AMQPConnectionError)):
        await aio_pika.connect(address_of(water, amqp_url))

    assert (await accounts.state(water.name)).connections == len(opened)
    await accounts.shut(water.name)
    assert (await accounts.state(water.name)).connections == 0


def test_a_pattern_becomes_exactly_the_types_that_it_means() -> None:
    allowed = re.compile(GuestAccess("water", ("outage.*", "alert.issued")).publishes)

    for key in ("outage.announced.v1", "outage.a.b.v22", "alert.issued.v3"):
        assert allowed.search(key), key
    for key in ("outage.v1", "outage.announced.v0", "outage.announced.v1.v", "alert.issued.more.v1", "a.outage.b.v1"):
        assert not allowed.search(key), key
    assert GuestAccess("reader", (), ("news.published.v1",)).publishes == "^$"


async def heard(guest: GuestAccess, amqp_url: str, management_url: str) -> set[str]:
    async with httpx.AsyncClient(base_url=management_url) as management:
        queue = f"/api/queues/{topology.vhost_of(amqp_url)}/{reading_of_guest(guest.name)}/bindings"
        found = (await management.get(queue)).raise_for_status().json()
    return {each["routing_key"] for each in found if each["source"] == EXCHANGE}
