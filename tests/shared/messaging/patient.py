"""A notifier whose only handler waits until it is let on: a real process for tests of its end."""

from dataclasses import dataclass

from pydantic_settings import SettingsConfigDict

from shared.events.news import NewsPublished
from shared.runtime.settings import ServiceSettings
from shared.store.store import Store
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.service import Platform, create_app, serve
from tests.eventually import eventually


class Settings(ServiceSettings):
    """As every service has them."""

    model_config = SettingsConfigDict(env_prefix="PATIENT_", frozen=True, extra="ignore")


@dataclass(frozen=True, slots=True)
class Patience:
    """Hears of an article, and waits."""

    store: Store

    async def hear(self, event: NewsPublished) -> None:
        notes = self.store.driver.collection("notes")
        # Beside the unit of work, so that the test sees it before the commit.
        await notes.update_one({"_id": "begun"}, {"$inc": {"times": 1}}, upsert=True)
        await eventually(lambda: notes.find_one({"_id": "go on"}), within=60)
        async with self.store.unit_of_work() as work:
            kept = await work.get("kept", event.article_id) or {"times": 0}
            await work.put("kept", {"_id": event.article_id, "times": kept["times"] + 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The platform and the one use case."""

    settings: Settings
    platform: Platform
    patience: Patience


FEATURES = (
    Feature(
        name="patience",
        indexes={"heard": [], "kept": [], "notes": []},
        listens=(on(NewsPublished, Patience, Patience.hear),),
    ),
)


def run() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    platform = Platform.open("notifier", settings, FEATURES)
    parts = Parts(settings=settings, platform=platform, patience=Patience(platform.store))
    serve(create_app("notifier", parts, FEATURES), settings, name="notifier")


if __name__ == "__main__":
    run()
