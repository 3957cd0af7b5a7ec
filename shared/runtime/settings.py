"""Settings of all services. Each service reads them once, from environment variables with its own prefix.

What the environment lacks is looked for in the folder of secret files.
"""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from shared.runtime.county import County, read_county
from shared.runtime.secret_files import folder_of_secrets

Read = TypeVar("Read", bound=BaseSettings)


def listed(value: object) -> object:
    """Take a text with commas apart; for settings that are lists."""
    return [each.strip() for each in value.split(",") if each.strip()] if isinstance(value, str) else value


class ServiceSettings(BaseSettings):
    """The settings that all four services need; each service subclasses this with its own `env_prefix`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    mongo_url: str = Field(description="with the database in its path; a replica set, since transactions need one")
    amqp_url: str
    mongo_driver: Literal["motor", "pymongo"] = Field(default="motor", validation_alias="RAVABET_MONGO_DRIVER")
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    http_certificate_file: Path | None = Field(
        default=None, description="a PEM file with the certificate by which HTTP is secured (TLS)"
    )
    http_key_file: Path | None = Field(default=None, description="a PEM file with the key of that certificate")
    public_url: str = "http://127.0.0.1:8000"
    host_names: Annotated[frozenset[str], NoDecode, BeforeValidator(listed)] = Field(
        default=frozenset(), description="other names by which it is asked, with commas: news,news.inner.example"
    )
    jwks_url: str = "http://127.0.0.1:8080/api/membership/jwks"
    county: str = "بهاردشت"
    county_file: Path | None = Field(
        default=None, validation_alias="RAVABET_COUNTY_FILE", description="what the county says of itself, as JSON"
    )
    demo: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(listed)] = Field(
        default=(),
        validation_alias="RAVABET_TRUSTED_PROXIES",
        description="networks of proxies before the gateway, with commas: 192.0.2.0/24,2001:db8::7",
    )

    def read_county(self) -> County:
        """Return the county with all it says of itself. Raises SystemExit when its file cannot be used."""
        return read_county(self.county, self.county_file)

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Look into the folder of secrets, too, which is known only when the process starts."""
        secrets = SecretsSettingsSource(settings_cls, secrets_dir=folder_of_secrets())
        return init_settings, env_settings, secrets


def read_settings(of: type[Read]) -> Read:
    """Return a service's settings. Raises SystemExit with a sentence for each setting that is missing or wrong."""
    try:
        return of()
    except ValidationError as error:
        prefix = str(of.model_config.get("env_prefix", ""))
        raise SystemExit("\n".join(_trouble(prefix, each) for each in error.errors())) from None


def _trouble(prefix: str, error: ErrorDetails) -> str:
    name = ".".join(str(part) for part in error["loc"])
    variable = name if name.isupper() else prefix + name.upper()
    if error["type"] == "missing":
        return f"{variable} is missing: set it, or put a file {variable.lower()} into the folder of secrets."
    return f"{variable} is wrong: {error['msg']}."


def read_key(path: Path) -> str:
    """Return the text of a key file. Raises SystemExit with a sentence when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SystemExit(f"The key file {path} cannot be read ({error.strerror}); see the service's README.") from error
