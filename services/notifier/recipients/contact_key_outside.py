"""The private key for what membership encrypts for this notifier: contacts and password links."""

import json
from collections.abc import Callable

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.notifier.recipients.domain import ContactUnreadable

_ALGORITHMS = ["ECDH-ES", "A256GCM"]


def decrypter(private_jwk: str) -> Callable[[str], bytes]:
    """A function that decrypts compact JWE with this key, and raises ContactUnreadable when it cannot."""
    key = OKPKey.import_key(json.loads(private_jwk))

    def decrypt(sealed: str) -> bytes:
        try:
            return jwe.decrypt_compact(sealed, key, algorithms=_ALGORITHMS).plaintext or b""
        except (JoseError, ValueError) as error:
            raise ContactUnreadable("a contact does not open with the notifier's key") from error

    return decrypt
