"""What the relay reads while others write."""

from typing import Any

import pytest
from pymongo import MongoClient, monitoring
from typing_extensions import override

from shared.messaging.relay import Relay
from shared.runtime.background import running
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told


class BetweenTwoPieces(monitoring.CommandListener):
    """Keeps rows at the moment when a reader of the outbox asks for the second piece of its answer."""

    rows: list[dict[str, Any]]

    def __init__(self, outbox: Any) -> None:
        self.rows = []
        self._outbox = outbox

    def keep(self) -> None:
        """Keep them now, if that was not done yet."""
        rows, self.rows = self.rows, []
        if rows:
            self._outbox.insert_many(rows)

    @override
    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name == "getMore" and event.command["collection"] == "outbox":
            self.keep()

    @override
    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None: ...

    @override
    def failed(self, event: monitoring.CommandFailedEvent) -> None: ...


@pytest.fixture
def meanwhile(
    mongo_url: str, mongo_server: MongoClient[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> BetweenTwoPieces:
    """Hears of the commands of all clients that are opened after it."""
    monkeypatch.setattr(monitoring, "_LISTENERS", monitoring._Listeners([], [], [], [], []))
    name = mongo_url.rpartition("/")[2].partition("?")[0]
    listener = BetweenTwoPieces(mongo_server[name]["outbox"])
    monitoring.register(listener)
    return listener


async def test_an_event_that_is_kept_while_the_relay_reads_does_not_leave_before_the_one_before_it(
    meanwhile: BetweenTwoPieces, news: Store, notifier: Store, broker: str, listening: Listening
) -> None:
    """The first was kept where the relay had already read, the second where it had not."""
    listener = Listener(notifier)
    await tell(news, told("late", 1))
    for number in range(3):
        await tell(news, *(told(f"a{number}-{article}") for article in range(50)))
    await tell(news, told("late", 2))
    outbox = news.driver.collection("outbox")
    rows = await news.find("outbox", {"subject": "article/late"}, sort=[("seq", 1)])
    await outbox.delete_many({"subject": "article/late"})
    meanwhile.rows = rows

    async with listening(listener.handlers), running([Relay(news, url=broker).run]):
        await eventually(lambda: listener.has_heard_in_all(150), within=60)
        meanwhile.keep()
        await eventually(lambda: listener.has_heard_in_all(152), within=60)

    assert (await listener.heard())["late"] == [1, 2]
