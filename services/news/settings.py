"""News's settings, read once from the environment under NEWS_."""

from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What news needs beside what all services need: nothing yet."""

    model_config = SettingsConfigDict(env_prefix="NEWS_", frozen=True, extra="ignore")
