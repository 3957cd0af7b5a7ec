"""Settings of all services. Each service reads them once, from environment variables with its own prefix."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """The settings that all four services need; each service subclasses this with its own `env_prefix`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    mongo_url: str = Field(description="with the database in its path; a replica set, since transactions need one")
    amqp_url: str
    mongo_driver: Literal["motor", "pymongo"] = Field(default="motor", validation_alias="RAVABET_MONGO_DRIVER")
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    public_url: str = "http://127.0.0.1:8000"
    jwks_url: str = "http://127.0.0.1:8080/api/membership/jwks"
    county: str = "بهاردشت"
    demo: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


def read_key(path: Path) -> str:
    """Return the text of a key file. Raises SystemExit with a sentence when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SystemExit(f"The key file {path} cannot be read ({error.strerror}); see the service's README.") from error
