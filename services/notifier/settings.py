"""The notifier's settings, read once from the environment under NOTIFIER_."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the notifier needs beside what all services need."""

    model_config = SettingsConfigDict(env_prefix="NOTIFIER_", frozen=True, extra="ignore")

    contact_key_file: Path
    """The private JWK (X25519) to which membership encrypts contacts."""
    link_key: str
    """The secret behind the links in messages; at least 16 characters."""
    smtp_url: str
    mail_from: str
    bale_url: str = "https://tapi.bale.ai"
    bale_token: str = ""
    """Empty: nobody is reached by Bale."""
    bale_start_url: str = "https://ble.ir/ravabet_bot"
    """Where a person opens the bot."""
