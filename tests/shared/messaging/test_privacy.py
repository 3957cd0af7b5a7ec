"""What people wrote, and how they are reached, stays in the event and gets into no log line and no list."""

import json

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from pydantic import TypeAdapter
from structlog.testing import capture_logs

from shared.messaging.errors import Permanent
from shared.messaging.topology import EXCHANGE
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.probes import aside

ADDRESS = "ali@example.ir"


@pytest.mark.usefixtures("relay")
async def test_events_that_fail_tell_operators_where_and_nobody_what(
    news: Store, notifier: Store, bus: AbstractChannel, listening: Listening, capfd: pytest.CaptureFixture[str]
) -> None:
    """Trap 49: errors like to quote what they stumbled over."""
    listener = Listener(notifier)
    listener.faults = {
        "quoting": ValueError(f"{ADDRESS} is no address"),
        "validating": _complaint(),
        "parked": Permanent("the office is not known"),
    }
    with capture_logs() as logs:
        async with listening(listener.handlers):
            exchange = await bus.get_exchange(EXCHANGE)
            await exchange.publish(aio_pika.Message(f"{{{ADDRESS}".encode()), routing_key="news.published.v1")
            await tell(news, *(told(article) for article in listener.faults))
            rows = await eventually(lambda: _all_aside(notifier))

    assert ADDRESS not in json.dumps(logs, default=str)
    assert ADDRESS not in "".join(capfd.readouterr())
    shown = [{name: value for name, value in row.items() if name != "body"} for row in rows]
    assert ADDRESS not in json.dumps(shown, default=str)
    assert "shared/messaging/listener.py:" in json.dumps(shown, default=str)


def _complaint() -> Exception:
    try:
        TypeAdapter(int).validate_python(ADDRESS)
    except ValueError as error:
        return error
    raise AssertionError


async def _all_aside(notifier: Store) -> list[dict[str, object]]:
    rows = await aside(notifier)
    return rows if len(rows) == 4 else []
