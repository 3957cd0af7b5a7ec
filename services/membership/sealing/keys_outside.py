"""The key with which letters are sealed: out of a file, or in a card or module that never lets it go (PKCS #11)."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from services.membership.sealing.der_outside import Hand
from services.membership.sealing.domain import KeyMissing

Result = TypeVar("Result")

TRUSTED_FILE: Final = "letters.trusted.pem"
"""Beside the file of the key: the certificates of all keys that ever sealed, and of those who issued them."""


@dataclass(frozen=True, slots=True)
class Card:
    """Where a key lies that cannot be read."""

    module: Path
    """The library of whoever made the card."""
    token: str
    """The label of the token."""
    key: str
    """The label of the key, and of its certificate."""
    pin: str = field(repr=False)


def hand_of_file(file: Path) -> Hand:
    """Return what seals with a PEM file: the private key, its certificate, those above. Raises KeyMissing."""
    try:
        content = file.read_bytes()
        key = serialization.load_pem_private_key(content, password=None)
        certificate, *above = x509.load_pem_x509_certificates(content)
    except (OSError, ValueError, TypeError) as error:
        raise KeyMissing from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise KeyMissing
    return Hand(certificate, above, lambda content: key.sign(content, ec.ECDSA(hashes.SHA256())))


def trusted_by(file: Path) -> list[x509.Certificate]:
    """Return the certificates that ever sealed, none where there is no file. Raises KeyMissing for a spoiled one."""
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise KeyMissing from error


class CardReader:
    """Speaks to a card, one signature at a time; a session that broke off is opened again."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._lock = threading.Lock()
        self._session: Any = None
        self._is_refused = False

    def hand(self) -> Hand:
        """Return what seals with the card. Raises KeyMissing when the card, its key or its certificate is missing."""
        return Hand(self._certificate, (), self._sign)

    def close(self) -> None:
        """Let go of the card; it is opened again when it is needed."""
        with self._lock:
            self._close()

    @cached_property
    def _certificate(self) -> x509.Certificate:
        from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 - only for those who have a card

        def read(session: Any) -> x509.Certificate:
            wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: self._card.key}
            (found,) = session.get_objects(wanted)
            return x509.load_der_x509_certificate(found[Attribute.VALUE])

        return self._with_session(read)

    def _sign(self, content: bytes) -> bytes:
        from pkcs11 import Mechanism, ObjectClass  # noqa: PLC0415
        from pkcs11.util.ec import encode_ecdsa_signature  # noqa: PLC0415

        def sign(session: Any) -> bytes:
            key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self._card.key)
            if isinstance(self._certificate.public_key(), rsa.RSAPublicKey):
                return bytes(key.sign(content, mechanism=Mechanism.SHA256_RSA_PKCS))
            # Cards know ECDSA of a digest; not all know it with the digest.
            return bytes(encode_ecdsa_signature(key.sign(sha256(content).digest(), mechanism=Mechanism.ECDSA)))

        return self._with_session(sign)

    def _with_session(self, use: Callable[[Any], Result]) -> Result:
        from pkcs11.exceptions import PinIncorrect, PinLocked, PKCS11Error  # noqa: PLC0415

        with self._lock:
            for is_last in (False, True):
                if self._is_refused:
                    break
                try:
                    self._session = self._session or self._opened()
                    return use(self._session)
                except (PinIncorrect, PinLocked) as error:
                    # A card locks itself after three wrong PINs: it is not asked again before a restart.
                    self._is_refused = True
                    raise KeyMissing from error
                except (PKCS11Error, OSError, RuntimeError, ValueError) as error:
                    self._close()
                    if is_last:
                        raise KeyMissing from error
        raise KeyMissing

    def _opened(self) -> Any:
        import pkcs11  # noqa: PLC0415

        token = pkcs11.lib(str(self._card.module)).get_token(token_label=self._card.token)
        try:
            return token.open(user_pin=self._card.pin)
        except pkcs11.UserAlreadyLoggedIn:
            return token.open()  # whoever logged in did so for this process

    def _close(self) -> None:
        from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415

        session, self._session = self._session, None
        with suppress(PKCS11Error):
            if session is not None:
                session.close()
