"""What people wrote, and how they are reached, stays in the event and gets into no log line and no list."""

import json

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from pydantic import TypeAdapter
from structlog.testing import capture_logs

from shared.events._schemas import sample_of
from shared.events.membership import DecreeRevoked
from shared.messaging.errors import Permanent
from shared.messaging.set_aside import Aside, SetAside
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


async def test_a_parked_event_does_not_say_what_is_personal_in_it(notifier: Store) -> None:
    """Trap 49: whatever a handler says of the event it gives up, operators and other services see it."""
    told = json.loads(sample_of(DecreeRevoked))
    told["data"]["reason"] = "his illness"
    event = Aside(json.dumps(told).encode(), told["id"], DecreeRevoked.type, told["subject"], 1)

    await SetAside(notifier).failed(event, Permanent("cannot tell anybody of his illness"))

    (row,) = await notifier.find("set_aside", {})
    assert row["error"] == "cannot tell anybody of •••"
    assert "illness" not in json.dumps([row["error"], *(entry["what"] for entry in row["history"])])
