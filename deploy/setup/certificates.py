"""The county's own certificate authority: it vouches for services, servers and gateway among themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self

import certifi
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.setup.folder import Folder, write_private
from deploy.setup.trouble import CannotSetUp

_AUTHORITY_LASTS: Final = timedelta(days=3650)
_LASTS: Final = timedelta(days=397)
RENEWED_BEFORE: Final = timedelta(days=60)
"""How long before its end a certificate is made anew."""
_A_WHILE_AGO: Final = timedelta(hours=1)
"""Clocks of machines differ: what is made now is good from then on."""


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate with its key, both as PEM."""

    certificate: bytes
    key: bytes

    @classmethod
    def at(cls, folder: Path) -> Self | None:
        """Return the one in a folder, if there is one."""
        try:
            return cls((folder / "certificate.pem").read_bytes(), (folder / "key.pem").read_bytes())
        except FileNotFoundError:
            return None

    def is_good(self, names: Collection[str], authority: x509.Certificate, *, until: datetime) -> bool:
        """Whether it is good for just these names until then, of this authority, and its key is its own.

        A command that was stopped between two files has left the key of another certificate.
        """
        try:
            x509.load_pem_x509_certificate(self.certificate).verify_directly_issued_by(authority)
        except (ValueError, InvalidSignature):
            return False
        key = serialization.load_pem_private_key(self.key, password=None)
        is_whole = key.public_key() == x509.load_pem_x509_certificate(self.certificate).public_key()
        return is_whole and names_of(self.certificate) == set(names) and end_of(self.certificate) > until

    @property
    def made_at(self) -> datetime:
        """When our authority made it, UTC, to the second."""
        return x509.load_pem_x509_certificate(self.certificate).not_valid_before_utc + _A_WHILE_AGO


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates. Its key stays in the folder of the installation, and goes into no container."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def of(cls, folder: Folder, *, now: datetime) -> "Authority":
        """Return the authority of an installation, made at the first call. Raises CannotSetUp for files that are none.

        A county that has its own authority puts its certificate and key there as `ca.pem` and `ca.key` before.
        """
        public, private = folder.certificates / "ca.pem", folder.certificates / "ca.key"
        if not private.exists():
            made = _make_authority(now)
            write_private(private, _pem_of_key(made.key))
            folder.write_public(public, _pem(made.certificate))
            return made
        try:
            certificate = x509.load_pem_x509_certificate(public.read_bytes())
            key = serialization.load_pem_private_key(private.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise CannotSetUp(f"{public} and {private} are no certificate with its key in PEM: {error}.") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise CannotSetUp(f"{private} is no key of an elliptic curve: make one with P-256.")
        return cls(certificate, key)

    @property
    def pem(self) -> bytes:
        """Its certificate as PEM."""
        return _pem(self.certificate)

    @property
    def bundle(self) -> bytes:
        """It and the authorities that everybody trusts, for what also speaks to the world, such as Bale."""
        return self.pem + Path(certifi.where()).read_bytes()

    def issue(self, names: Sequence[str], *, now: datetime) -> Certified:
        """Make a certificate for host names and addresses, the first of which is its subject."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_named(names[0]))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _A_WHILE_AGO)
            .not_valid_after(min(now + _LASTS, self.certificate.not_valid_after_utc))
            .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
                critical=False,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return Certified(_pem(certificate) + self.pem, _pem_of_key(key))


def end_of(certificate: bytes) -> datetime:
    """Return when the first certificate in a PEM text ends, UTC. Raises ValueError when there is none."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def names_of(certificate: bytes) -> set[str]:
    """Return the host names and addresses for which a certificate is good."""
    found = x509.load_pem_x509_certificate(certificate)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}


def _make_authority(now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Ravabet of this county")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _A_WHILE_AGO)
        .not_valid_after(now + _AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=True,
                crl_sign=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
