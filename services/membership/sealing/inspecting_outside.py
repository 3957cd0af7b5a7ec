"""What a PDF is worth that somebody brings, told from its bytes alone.

A seal of ours covers the whole file but the digits of the signature, so no part of the file has to be understood. That
is quick, and no hostile file can lead it astray: it looks for the signature, and compares.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from services.membership.sealing.der_outside import Hand, signature_over
from services.membership.sealing.domain import Seal, Verdict

MOST_BYTES: Final = 20 * 1024 * 1024
_MOST_SIGNATURES: Final = 16
_LONGEST_SIGNATURE: Final = 256 * 1024
_LOOKED_BEFORE: Final = 64 * 1024

_RANGE: Final = re.compile(
    rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{0,99}\]"
)
_TRACE: Final = re.compile(rb"/SubFilter|ETSI\.CAdES|adbe\.pkcs7|/DocMDP")
_DIGITS: Final = re.compile(rb"<[0-9A-Fa-f]+>")
_WHEN: Final = re.compile(rb"/M\s?\(D(?::|\\072)(\d{14})(?:(\+|-|\\053|\\055)(\d\d)(?:'|\\047)?(\d\d))?")
"""The time of a signature, with or without escapes."""

_DIGESTS: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_FAULTS: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)
"""What asn1crypto and cryptography raise for bytes that are damaged in one way or another."""


_Known = Mapping[tuple[bytes, int], x509.Certificate]
"""Our certificates by issuer and number, as a signature names them."""


class _Spoiled(Exception):
    """A signature that is none any more."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A signature in a file, and all of the file that it covers."""

    digits: bytes
    """The signature as it is written, with the zeros that fill its room."""
    covered: tuple[bytes, bytes]
    is_to_the_end: bool
    at: datetime | None


def inspect(pdf: bytes, ours: Sequence[x509.Certificate]) -> Seal:
    """Say what a file is: whether one of our certificates sealed all of it. Never raises, whatever the bytes are."""
    if len(pdf) > MOST_BYTES or not pdf.startswith(b"%PDF-"):
        return Seal(Verdict.NOT_A_PDF)
    known = {(each.issuer.public_bytes(), each.serial_number): each for each in ours}
    seals = [_judged(each, known) for each in _signatures(pdf)]
    if not seals:
        return Seal(Verdict.CHANGED if _TRACE.search(pdf) else Verdict.UNSIGNED)
    # Somebody may have signed a letter of ours as well: what we know best counts.
    return min(seals, key=lambda seal: _ORDER.index(seal.verdict))


_ORDER: Final = (Verdict.INTACT_OURS, Verdict.ADDED_TO, Verdict.CHANGED, Verdict.OTHER_SIGNER)


def _signatures(pdf: bytes) -> Iterator[_Found | None]:
    """Yield the signatures in a file; None for what was one."""
    for number, found in enumerate(_RANGE.finditer(pdf)):
        if number == _MOST_SIGNATURES:
            return
        start, first, second, rest = map(int, found.groups())
        gap, end = pdf[first:second], second + rest
        is_whole = start == 0 and first < second <= end <= len(pdf) and len(gap) <= _LONGEST_SIGNATURE
        if not is_whole or not _DIGITS.fullmatch(gap):
            yield None
            continue
        yield _Found(
            digits=gap[1:-1],
            covered=(pdf[:first], pdf[second:end]),
            is_to_the_end=end == len(pdf),
            at=_time_near(pdf, found.start()),
        )


def _judged(found: _Found | None, known: _Known) -> Seal:
    if found is None:
        return Seal(Verdict.CHANGED)
    try:
        certificate, is_ours = _signer_of(found, known)
    except (_Spoiled, InvalidSignature, UnsupportedAlgorithm, *_FAULTS):
        return Seal(Verdict.CHANGED)
    as_ours = Verdict.INTACT_OURS if found.is_to_the_end else Verdict.ADDED_TO
    verdict = as_ours if is_ours else Verdict.OTHER_SIGNER
    return Seal(verdict, _name_of(certificate), found.at)


def _signer_of(found: _Found, known: _Known) -> tuple[x509.Certificate, bool]:
    """Return whose signature it is, once that was found right, and whether it is ours. Raises for all that is wrong."""
    signed = cms.ContentInfo.load(bytes.fromhex(found.digits.decode()))["content"]
    (signer,) = signed["signer_infos"]
    sid = signer["sid"].chosen
    identity = (sid["issuer"].dump(), sid["serial_number"].native)
    certificate = known.get(identity) or _enclosed(signed, identity)
    algorithm = _DIGESTS[signer["digest_algorithm"]["algorithm"].native]
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    digest = _digest_of(found, algorithm)
    if attributes["message_digest"][0].native != digest:
        raise _Spoiled
    # The attributes are signed as a set, and stand there under another tag.
    content = b"\x31" + signer["signed_attrs"].dump()[1:]
    _verify(certificate, signer["signature"].native, content, algorithm)
    if identity in known and not _is_as_we_write(found, digest, signer, certificate, known):
        raise _Spoiled
    return certificate, identity in known


def _digest_of(found: _Found, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    for part in found.covered:
        digest.update(part)
    return digest.finalize()


def _is_as_we_write(found: _Found, digest: bytes, signer: Any, certificate: x509.Certificate, known: _Known) -> bool:
    """Whether each digit is as we write it: what a signature does not cover is its own envelope."""
    stamps = {each["type"].native: each["values"] for each in signer["unsigned_attrs"] or ()}
    token = stamps["signature_time_stamp_token"][0].dump() if stamps else b""
    hand = Hand(certificate, _above(certificate, known), lambda _: bytes(signer["signature"].native))
    written = signature_over(digest, hand, stamp=(lambda _: token) if stamps else None)
    return found.digits == written.hex().upper().encode().ljust(len(found.digits), b"0")


def _above(certificate: x509.Certificate, known: _Known) -> list[x509.Certificate]:
    """Return the authority that issued a certificate, where it is known."""
    return [each for each in known.values() if each.subject == certificate.issuer and each != certificate][:1]


def _enclosed(signed: Any, identity: tuple[bytes, int]) -> x509.Certificate:
    for each in signed["certificates"]:
        certificate = x509.load_der_x509_certificate(each.chosen.dump())
        if (certificate.issuer.public_bytes(), certificate.serial_number) == identity:
            return certificate
    raise _Spoiled


def _verify(certificate: x509.Certificate, signature: bytes, content: bytes, algorithm: hashes.HashAlgorithm) -> None:
    """Raise InvalidSignature unless the key of this certificate made the signature."""
    key = certificate.public_key()
    match key:
        case ec.EllipticCurvePublicKey():
            key.verify(signature, content, ec.ECDSA(algorithm))
        case rsa.RSAPublicKey():
            key.verify(signature, content, padding.PKCS1v15(), algorithm)
        case _:
            raise _Spoiled


def _time_near(pdf: bytes, place: int) -> datetime | None:
    """Return the time that stands beside a signature, which covers it."""
    start = max(pdf.rfind(b" obj", max(0, place - _LOOKED_BEFORE), place), 0)
    found = _WHEN.search(pdf, start, place + _LOOKED_BEFORE)
    if found is None:
        return None
    digits, sign, hours, minutes = (each.decode() if each else "" for each in found.groups())
    try:
        said = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        off = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        return said + off if sign in {"-", "\\055"} else said - off
    except (ValueError, OverflowError):
        return None


def _name_of(certificate: x509.Certificate) -> str:
    try:
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else ""
    except ValueError:
        return ""
