"""New keys as JWK: what signs tokens of people and statements about letters, and what seals contacts."""

import json
from typing import NamedTuple

from joserfc.jwk import ECKey, OKPKey


class Pair(NamedTuple):
    """A private key and its public half, as JSON."""

    private: str
    public: str


def signing_key() -> Pair:
    """Make the key by which people's tokens are signed (Ed25519); membership's alone."""
    return _pair(OKPKey.generate_key("Ed25519"))


def statement_key() -> Pair:
    """Make the key by which what QR codes say of letters is signed (P-256); membership's alone."""
    return _pair(ECKey.generate_key("P-256"))


def contact_key() -> Pair:
    """Make the key that opens contacts (X25519): the private half is the notifier's, the public one membership's."""
    return _pair(OKPKey.generate_key("X25519"))


def _pair(key: ECKey | OKPKey) -> Pair:
    key.ensure_kid()
    return Pair(json.dumps(key.as_dict(private=True)), json.dumps(key.as_dict(private=False)))
