"""The same events, each given to Celery's `delay`, which waits for the broker to confirm it into a quorum queue."""

import time

from celery import Celery

from tests.bench.contestants import payload
from tests.bench.contestants.life import play


async def publish(amqp_url: str, batch: int, events: int) -> float:
    """How many a second. Celery has no batches: it publishes one after another, whatever their size."""
    app = Celery("bench", broker=amqp_url)
    app.conf.update(
        broker_transport_options={"confirm_publish": True},
        task_default_queue_type="quorum",
        task_ignore_result=True,
    )

    @app.task  # type: ignore[untyped-decorator]
    def tell(event: str) -> None:
        raise NotImplementedError(event)

    with app.pool.acquire(block=True) as connection:
        connection.ensure_connection()
    began = time.monotonic()
    for number in range(events // batch * batch):
        envelope = payload.enveloped(payload.a_publication(payload.article_name(number)))
        tell.delay(envelope.encode().decode())
    return events / (time.monotonic() - began)


if __name__ == "__main__":
    play(publish)
