"""Reporting's settings, read once from the environment under REPORTING_."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings

_HERE = Path(__file__).parent


class Settings(ServiceSettings):
    """The files of the policies, which a county can replace, beside the settings of every service."""

    model_config = SettingsConfigDict(env_prefix="REPORTING_", frozen=True, extra="ignore")

    calendar_policy: Path = _HERE / "calendar" / "policy.json"
    """The file with the working weeks, each from a date on, and the holidays that have a fixed Jalali day."""
    templates: Path = _HERE / "reports" / "forms"
    """The folder of the forms, a JSON file each: what is asked, on which kind of period, and when it is due."""
