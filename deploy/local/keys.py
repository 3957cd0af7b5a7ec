"""Keys of one stack: made once, readable by its owner only."""

from dataclasses import dataclass
from pathlib import Path

from deploy.local.home import Home
from deploy.setup.keys import contact_key, signing_key, statement_key


@dataclass(frozen=True, slots=True)
class Keys:
    """Where each key is kept, as a JWK."""

    signing: Path
    """Signs what people sign in with (Ed25519); membership's alone."""
    contact: Path
    """Opens what is encrypted for the notifier (X25519); the notifier's alone."""
    contact_public: Path
    """Encrypts for the notifier."""
    statement: Path
    """Signs what QR codes say of letters (P-256); membership's alone."""


def keys_of(home: Home) -> Keys:
    """Return this stack's keys, made at its first start."""
    folder = home.room("keys")
    keys = Keys(
        folder / "signing.json", folder / "contact.json", folder / "contact.public.json", folder / "statement.json"
    )
    if not keys.signing.exists():
        _write(keys.signing, signing_key().private)
    if not keys.statement.exists():
        _write(keys.statement, statement_key().private)
    if not keys.contact.exists():
        pair = contact_key()
        _write(keys.contact_public, pair.public)
        _write(keys.contact, pair.private)
    return keys


def _write(path: Path, key: str) -> None:
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(key)
    draft.replace(path)
