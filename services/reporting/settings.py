"""Reporting's settings, read once from the environment under REPORTING_."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings

_HERE = Path(__file__).parent


class Settings(ServiceSettings):
    """What reporting needs beside what all services need: its policies, as files that a county can replace."""

    model_config = SettingsConfigDict(env_prefix="REPORTING_", frozen=True, extra="ignore")

    calendar_policy: Path = _HERE / "calendar" / "policy.json"
    """Working weeks by effective date, and the holidays that fall on the same Jalali day every year."""
    templates: Path = _HERE / "reports" / "forms"
    """A folder of forms, one JSON file each: what is asked, for which kind of period, due when."""
