"""The signature as CMS (RFC 5652), as PAdES wants it: a few lines of DER.

pyHanko makes the same through objects for each field, which takes ten times as long as the signature itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE: Final = bytes.fromhex("060b2a864886f70d010910022f")
_TIME_STAMP: Final = bytes.fromhex("060b2a864886f70d010910020e")
_SHA256: Final = bytes.fromhex("300b0609608648016503040201")
_ECDSA_WITH_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")
_RSA_WITH_SHA256: Final = bytes.fromhex("300d06092a864886f70d01010b0500")

_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_INTEGER: Final = 0x02
_OCTETS: Final = 0x04
_FIRST: Final = 0xA0
_SECOND: Final = 0xA1
_SHORT: Final = 0x80


@dataclass(frozen=True, slots=True)
class Hand:
    """What signs: a certificate, those above it, and the way to its key."""

    certificate: x509.Certificate
    above: Sequence[x509.Certificate]
    sign: Callable[[bytes], bytes]
    """Signs bytes by SHA-256: with ECDSA in DER, or with RSA PKCS #1."""


def signature_over(digest: bytes, hand: Hand, *, stamp: Callable[[bytes], bytes] | None = None) -> bytes:
    """Return a CAdES signature over content with this SHA-256, without the content.

    `stamp` gets the SHA-256 of the signature and returns the token of a time-stamping authority.
    """
    attributes = _ordered(
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE, _that_certificate(hand.certificate)),
    )
    signature = hand.sign(_tlv(_SET, attributes))
    parts = [
        _number(1),
        _sequence(hand.certificate.issuer.public_bytes(), _number(hand.certificate.serial_number)),
        _SHA256,
        _tlv(_FIRST, attributes),
        _algorithm_of(hand.certificate),
        _tlv(_OCTETS, signature),
    ]
    if stamp:
        token = stamp(sha256(signature).digest())
        parts.append(_tlv(_SECOND, _attribute(_TIME_STAMP, token)))
    certificates = b"".join(each.public_bytes(Encoding.DER) for each in (hand.certificate, *hand.above))
    return _sequence(
        _SIGNED_DATA,
        _tlv(
            _FIRST,
            _sequence(
                _number(1),
                _tlv(_SET, _SHA256),
                _sequence(_DATA),
                _tlv(_FIRST, certificates),
                _tlv(_SET, _sequence(*parts)),
            ),
        ),
    )


def _algorithm_of(certificate: x509.Certificate) -> bytes:
    is_curve = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    return _ECDSA_WITH_SHA256 if is_curve else _RSA_WITH_SHA256


def _that_certificate(certificate: x509.Certificate) -> bytes:
    """Name the certificate by its hash, so that no other one of the same key can take its place (RFC 5035)."""
    digest = sha256(certificate.public_bytes(Encoding.DER)).digest()
    return _sequence(_sequence(_sequence(_tlv(_OCTETS, digest))))


def _attribute(name: bytes, value: bytes) -> bytes:
    return _sequence(name, _tlv(_SET, value))


def _ordered(*members: bytes) -> bytes:
    """Return the members of a set in the order that DER has for them."""
    return b"".join(sorted(members))


def _sequence(*parts: bytes) -> bytes:
    return _tlv(_SEQUENCE, b"".join(parts))


def _number(value: int) -> bytes:
    return _tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < _SHORT:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT | len(length))) + length + content
