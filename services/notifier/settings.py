"""The notifier's settings, read once from the environment under NOTIFIER_."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.runtime.settings import ServiceSettings, listed


class Settings(ServiceSettings):
    """The settings that only the notifier has."""

    model_config = SettingsConfigDict(env_prefix="NOTIFIER_", frozen=True, extra="ignore")

    contact_key_file: Path
    """The private JWK (X25519) for what membership encrypts: contacts and password links."""
    link_key: str
    """The secret that signs the links in messages; at least 16 characters."""
    link_keys_also: Annotated[tuple[str, ...], NoDecode, BeforeValidator(listed)] = ()
    """Other secrets whose links are good, with commas: those before, and the one that comes next."""
    smtp_url: str
    mail_from: str
    """The address from which letters come, or `name <address>`."""
    mail_name: str = ""
    """What people see as the sender of letters. When it is empty: the name in `mail_from`, else one for the county."""
    bale_url: str = "https://tapi.bale.ai"
    bale_token: str = ""
    """When it is empty, the county has no bot in Bale."""
    bale_start_url: str = "https://ble.ir/ravabet_bot"
    """The address where people open the bot."""

    @property
    def sender(self) -> str:
        """The From value of letters. People see a name, and never the bare address."""
        named, bracket, address = self.mail_from.rpartition("<")
        own = self.mail_name.strip() or (named.strip(' "') if bracket else "")
        county = f"روابط عمومی شهرستان {self.county}"  # stays Persian: a message to people
        return f"{own or county} <{address.strip().removesuffix('>')}>"
