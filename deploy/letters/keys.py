"""Makes the key that seals letters, its certificate, and an authority of the county's own above it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

KEY_FILE: Final = "letters.pem"
TRUSTED_FILE: Final = "letters.trusted.pem"
AUTHORITY_FILE: Final = "letters.authority.pem"

_AUTHORITY_LASTS: Final = timedelta(days=30 * 365)
_A_WHILE_AGO: Final = timedelta(hours=1)
"""Clocks of machines differ: what is made now is good from then on."""
_LONGEST_NAME: Final = 64
"""Bytes of a name in a certificate; a Persian letter has two."""
_SIGNS_DOCUMENTS: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


class Spoiled(Exception):
    """A file of an earlier key that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class LetterKey:
    """Three files as PEM."""

    key: bytes
    """The private key, its certificate, the authority's: `letters.pem`, which only membership reads."""
    trusted: bytes
    """The certificates of this key, of all before it, and those above: `letters.trusted.pem`, which is no secret."""
    authority: bytes
    """The authority's private key and certificate, which only the next renewal needs."""

    @property
    def end(self) -> datetime:
        """When its certificate ends, UTC."""
        return x509.load_pem_x509_certificate(self.trusted).not_valid_after_utc

    def files(self) -> Mapping[str, bytes]:
        """Return the files in the order in which they are written: a key is used only once its certificate is known."""
        return {AUTHORITY_FILE: self.authority, TRUSTED_FILE: self.trusted, KEY_FILE: self.key}


def make_letter_key(
    county: str, *, lasts: timedelta, now: datetime, authority: bytes = b"", trusted: bytes = b""
) -> LetterKey:
    """Make a new key; with the authority and the certificates of before, letters that were sealed then stay valid.

    Raises Spoiled for files of before that are none.
    """
    try:
        above, above_key = _read(authority) if authority else _make_authority(county, now)
        before = x509.load_pem_x509_certificates(trusted) if trusted else []
    except (ValueError, TypeError) as error:
        raise Spoiled(str(error)) from error
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certify(county, key, above, above_key, now, lasts)
    return LetterKey(
        key=_pem_of_key(key) + _pem(certificate) + _pem(above),
        trusted=b"".join(map(_pem, dict.fromkeys((certificate, *before, above)))),
        authority=_pem_of_key(above_key) + _pem(above),
    )


def renew(folder: Path, county: str, *, lasts: timedelta, now: datetime, authority: Path) -> LetterKey:
    """Write a new key into a folder, in place of one that is there. Raises Spoiled and OSError."""
    made = make_letter_key(
        county, lasts=lasts, now=now, authority=_there(authority), trusted=_there(folder / TRUSTED_FILE)
    )
    for name, content in made.files().items():
        file = authority if name == AUTHORITY_FILE else folder / name
        _replace(file, content, mode=0o444 if name == TRUSTED_FILE else 0o400)
    return made


def _certify(
    county: str,
    key: ec.EllipticCurvePrivateKey,
    above: x509.Certificate,
    above_key: ec.EllipticCurvePrivateKey,
    now: datetime,
    lasts: timedelta,
) -> x509.Certificate:
    return (
        _builder(county, "", now, lasts)
        .issuer_name(above.subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_SIGNS_DOCUMENTS]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above_key.public_key()), critical=False)
        .sign(above_key, hashes.SHA256())
    )


def _make_authority(county: str, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(county, " – letters", now, _AUTHORITY_LASTS)
    certificate = (
        builder.issuer_name(_named(county, " – letters"))
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def _builder(county: str, suffix: str, now: datetime, lasts: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_named(county, suffix))
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _A_WHILE_AGO)
        .not_valid_after(now + lasts)
    )


def _named(county: str, suffix: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _shortened(county, _LONGEST_NAME)),
            x509.NameAttribute(NameOID.COMMON_NAME, _shortened(county, _LONGEST_NAME - len(suffix.encode())) + suffix),
        ]
    )


def _shortened(text: str, most: int) -> str:
    """Return as many whole words as fit; of a first word that is too long, its beginning."""
    if len(text.encode()) <= most:
        return text
    words, _, _ = text.encode()[: most + 1].decode(errors="ignore").rpartition(" ")
    return words or text.encode()[:most].decode(errors="ignore")


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _read(authority: bytes) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = serialization.load_pem_private_key(authority, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority has no key of an elliptic curve")
    return x509.load_pem_x509_certificate(authority), key


def _there(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _replace(file: Path, content: bytes, *, mode: int) -> None:
    """Write a file whole or not at all, for whoever owns its folder."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as output:
        output.write(content)
    if os.geteuid() == 0:
        owner = file.parent.stat()
        os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(file)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
