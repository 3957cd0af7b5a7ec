"""News's settings, read once from the environment under NEWS_."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What news needs beside what all services need."""

    model_config = SettingsConfigDict(env_prefix="NEWS_", frozen=True, extra="ignore")

    guests_url: str = Field(
        default="",
        validation_alias="RAVABET_GUESTS_URL",
        description="where guests reach the broker, such as amqps://bus.example:5671; empty when they do not (ADR 37)",
    )
