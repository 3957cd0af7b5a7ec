"""Keys of one stack: made once, readable by its owner only."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from deploy.letters.keys import AUTHORITY_FILE, KEY_FILE, renew
from deploy.local.home import Home
from deploy.setup.keys import contact_key, signing_key, statement_key
from shared.runtime.clock import utc_now

DEMO_COUNTY: Final = "فرمانداری شهرستان بهاردشت"
_LETTER_KEY_LASTS: Final = timedelta(days=5 * 365)
_OLDEST_LETTER: Final = timedelta(days=2 * 365)
"""The demo county signs decrees on days before its key was made."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Where each key is kept, as a JWK."""

    signing: Path
    """Signs what people sign in with (Ed25519); membership's alone."""
    contact: Path
    """Opens what is encrypted for the notifier (X25519); the notifier's alone."""
    contact_public: Path
    """Encrypts for the notifier."""
    letters: Path
    """Seals letters (P-256), with its certificate; membership's alone."""
    statement: Path
    """Signs what QR codes say of letters (P-256); membership's alone."""


def keys_of(home: Home) -> Keys:
    """Return this stack's keys, made at its first start."""
    folder = home.room("keys")
    keys = Keys(
        folder / "signing.json",
        folder / "contact.json",
        folder / "contact.public.json",
        folder / KEY_FILE,
        folder / "statement.json",
    )
    if not keys.signing.exists():
        _write(keys.signing, signing_key().private)
    if not keys.statement.exists():
        _write(keys.statement, statement_key().private)
    if not keys.contact.exists():
        pair = contact_key()
        _write(keys.contact_public, pair.public)
        _write(keys.contact, pair.private)
    if not keys.letters.exists():
        authority = folder / AUTHORITY_FILE
        renew(folder, DEMO_COUNTY, lasts=_LETTER_KEY_LASTS, now=utc_now() - _OLDEST_LETTER, authority=authority)
    return keys


def _write(path: Path, key: str) -> None:
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(key)
    draft.replace(path)
