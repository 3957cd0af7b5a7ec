"""A notifier whose only handler waits until it is let on: a real process for tests of its end."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.events.news import NewsPublished
from shared.messaging.handlers import EventHandlers
from shared.runtime.settings import ServiceSettings
from shared.store.store import Store
from shared.web.revocations import Revocations
from shared.web.service import Service, create_app, serve
from shared.web.shell.shell import Shell
from tests.eventually import eventually


class Settings(ServiceSettings):
    """As every service has them."""

    model_config = SettingsConfigDict(env_prefix="PATIENT_", frozen=True, extra="ignore")


def run() -> None:
    """Serve until SIGTERM."""

    def now() -> datetime:
        return datetime.now(UTC)

    settings = Settings()
    store = Store.open(settings.mongo_url, service="notifier", now=now, driver=settings.mongo_driver)
    notes = store.driver.collection("notes")

    async def hear(event: NewsPublished) -> None:
        # Beside the unit of work, so that the test sees it before the commit.
        await notes.update_one({"_id": "begun"}, {"$inc": {"times": 1}}, upsert=True)
        await eventually(lambda: notes.find_one({"_id": "go on"}), within=60)
        async with store.unit_of_work() as work:
            kept = await work.get("kept", event.article_id) or {"times": 0}
            await work.put("kept", {"_id": event.article_id, "times": kept["times"] + 1})

    handlers = EventHandlers()
    handlers.on(NewsPublished, hear)
    shell = Shell(Path(), county="", demo=False, public_url="http://t", now=now)
    app = create_app(
        Service(
            name="notifier",
            title="Patient",
            settings=settings,
            store=store,
            revocations=Revocations(store),
            handlers=handlers,
            shell=shell,
            routers=[],
            problems={},
            indexes=[{"heard": [], "kept": [], "notes": []}],
        )
    )
    serve(app, settings, name="notifier")


if __name__ == "__main__":
    run()
