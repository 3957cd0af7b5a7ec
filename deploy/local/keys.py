"""Keys of one stack: made once, readable by its owner only."""

import json
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import OKPKey

from deploy.local.home import Home


@dataclass(frozen=True, slots=True)
class Keys:
    """Where each key is kept, as a JWK."""

    signing: Path
    """Signs what people sign in with (Ed25519); membership's alone."""
    contact: Path
    """Opens what is encrypted for the notifier (X25519); the notifier's alone."""
    contact_public: Path
    """Encrypts for the notifier."""


def keys_of(home: Home) -> Keys:
    """Return this stack's keys, made at its first start."""
    folder = home.room("keys")
    keys = Keys(folder / "signing.json", folder / "contact.json", folder / "contact.public.json")
    if not keys.signing.exists():
        _write(keys.signing, OKPKey.generate_key("Ed25519"), private=True)
    if not keys.contact.exists():
        pair = OKPKey.generate_key("X25519")
        _write(keys.contact_public, pair, private=False)
        _write(keys.contact, pair, private=True)
    return keys


def _write(path: Path, key: OKPKey, *, private: bool) -> None:
    key.ensure_kid()
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(key.as_dict(private=private)))
    draft.replace(path)
