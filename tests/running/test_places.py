"""What is kept for all tests of a process is empty for each of them."""

from typing import Any

import aio_pika
from pymongo import MongoClient

from shared.messaging.topology import queue_of
from tests.places import KeptPlaces, empty_queues


def test_a_kept_database_is_emptied_and_its_indexes_stay(places: KeptPlaces) -> None:
    url = places.database("kept")
    with MongoClient[dict[str, Any]](url) as client:
        things = client.get_default_database()["things"]
        things.create_index("name", name="by_name")
        things.insert_one({"name": "one"})

        assert places.database("kept") == url

        assert things.count_documents({}) == 0
        assert "by_name" in things.index_information()
    assert places.database("another") != url


async def test_the_queues_of_a_kept_virtual_host_are_emptied(amqp_url: str, management_url: str) -> None:
    queue = queue_of("news")
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(aio_pika.Message(b"left"), routing_key=queue)

        empty_queues(management_url, amqp_url)

        found = await channel.declare_queue(queue, passive=True)
        assert found.declaration_result.message_count == 0
