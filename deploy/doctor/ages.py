"""Whether secrets are old, and whether a rotation of them was begun and not finished."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, not_looked_at, soon
from deploy.setup.passwords import AGING

_OLD: Final = timedelta(days=400)
_UNFINISHED: Final = timedelta(days=1)
_WHAT: Final = {
    "mongo": "The passwords of MongoDB's users are",
    "broker": "The passwords of RabbitMQ's users are",
    "signing": "The key that signs people's sign-ins is",
    "links": "The key of the links in messages is",
}


async def check_ages(county: County) -> Sequence[Finding]:
    """Look at the days on which secrets were made, as setup and rotations have noted them."""
    if not county.secrets:
        return [not_looked_at("The ages of secrets were not looked at.", "Set RAVABET_SECRETS_DIR.")]
    passwords = _read(county.secrets / "passwords.json")
    unknown = [each for each in AGING if f"{each}.made" not in passwords]
    if unknown:
        sentence = f"Nobody noted when these secrets were made: {', '.join(unknown)}."
        return [not_looked_at(sentence, "Run deploy/ravabet setup --from county.toml once.")]
    made = {each: datetime.fromisoformat(passwords[f"{each}.made"]) for each in AGING}
    rotation = _read(county.secrets / "rotation.json")
    begun = [datetime.fromisoformat(rotation["begun"])] if rotation else []
    return [*of_ages(made, county.now()), *(each for at in begun for each in of_rotation(at, county.now()))]


def of_ages(made: dict[str, datetime], now: datetime) -> Iterator[Finding]:
    """Judge the days on which secrets were made."""
    for name, at in made.items():
        if now - at > _OLD:
            days = (now - at).days
            yield soon(f"{_WHAT[name]} {days} days old.", f"Make it anew while all runs: deploy/ravabet rotate {name}")


def of_rotation(begun: datetime, now: datetime) -> Iterator[Finding]:
    """Judge a rotation that is under way since some moment."""
    if now - begun > _UNFINISHED:
        sentence = f"A rotation that was begun on {begun:%Y-%m-%d} is not finished; the old secrets are still good."
        yield soon(sentence, "Let it go on: deploy/ravabet rotate")


def _read(file: Path) -> dict[str, str]:
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
