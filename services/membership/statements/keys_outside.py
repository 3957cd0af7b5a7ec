"""The county's keys for statements: ECDSA on P-256, since every browser can verify it."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from services.membership.statements.domain import KEY_ID_BYTES, Statement, address
from shared.runtime.settings import read_key

_HALF: Final = 32
_ALGORITHM: Final = ECDSA(SHA256())


@dataclass(frozen=True, slots=True)
class StatementKey:
    """A private key."""

    key_id: bytes
    private: EllipticCurvePrivateKey

    def sign(self, message: bytes) -> bytes:
        """Return the signature, r and s of 32 bytes each, as browsers verify it."""
        r, s = decode_dss_signature(self.private.sign(message, _ALGORITHM))
        return r.to_bytes(_HALF) + s.to_bytes(_HALF)


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A public key."""

    public: EllipticCurvePublicKey

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's."""
        r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
        try:
            self.public.verify(encode_dss_signature(r, s), message, _ALGORITHM)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class StatementSigner:
    """Signs statements with the first key of its file and publishes all of them; without a file it does neither."""

    keys: Sequence[ECKey]
    public_url: str

    def qr_text(self, statement: Statement) -> str:
        """Return what the QR code of a letter holds: its address, and the signed statement if there is a key."""
        if not self.keys:
            return f"{self.public_url.upper()}/V/{statement.code}"
        first = self.keys[0]
        private = first.private_key
        if not isinstance(private, EllipticCurvePrivateKey):
            raise TypeError("the first key is a public one")
        return address(self.public_url, statement, StatementKey(_key_id(first), private))

    @property
    def published(self) -> Mapping[bytes, PublishedKey]:
        """The public keys by their ids."""
        return {_key_id(key): PublishedKey(key.public_key) for key in self.keys}

    @property
    def jwks(self) -> dict[str, Any]:
        """The public keys as a JWK Set (RFC 7517); `kid` is the thumbprint of RFC 7638."""
        return {"keys": [_public(key) for key in self.keys]}


def statement_keys_from(path: Path | None) -> list[ECKey]:
    """Return the keys of a file, a JWK or a JWK Set, the signing one first; none without a file.

    The others may be public halves. Raises SystemExit with a sentence when the first cannot sign.
    """
    if path is None:
        return []
    try:
        said: dict[str, Any] = json.loads(read_key(path))
        keys = [ECKey.import_key(each) for each in said.get("keys", [said])]
        if keys and keys[0].is_private and all(key.curve_name == "P-256" for key in keys):
            return keys
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        pass
    raise SystemExit(f"The key file {path} holds no private P-256 key first; see the service's README.")


def _public(key: ECKey) -> dict[str, Any]:
    public = {name: value for name, value in key.as_dict(private=False).items() if name in {"kty", "crv", "x", "y"}}
    return {**public, "kid": key.thumbprint(), "use": "sig", "alg": "ES256"}


def _key_id(key: ECKey) -> bytes:
    return base64.urlsafe_b64decode(key.thumbprint() + "==")[:KEY_ID_BYTES]
