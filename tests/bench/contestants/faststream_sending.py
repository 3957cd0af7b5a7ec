"""How the FastStream contestants publish: persistent, mandatory, confirmed, the same bytes and properties as ours."""

from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange

from shared.events._envelope import CONTENT_TYPE
from shared.events.news import NewsPublished
from shared.messaging.topology import EXCHANGE
from tests.bench.contestants import payload

_EXCHANGE = RabbitExchange(EXCHANGE, type=ExchangeType.TOPIC, declare=False)


async def send(broker: RabbitBroker, event: NewsPublished) -> None:
    """Publish and wait for the confirm."""
    envelope = payload.enveloped(event)
    await broker.publish(
        envelope.encode(),
        exchange=_EXCHANGE,
        routing_key=envelope.type,
        persist=True,
        content_type=CONTENT_TYPE,
        message_id=envelope.id,
        message_type=envelope.type,
        correlation_id=envelope.correlation_id,
    )
