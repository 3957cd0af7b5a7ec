"""How tokens are signed: Ed25519 under the name that other libraries know.

RFC 9864 calls the algorithm `Ed25519` and deprecates `EdDSA`, of which joserfc therefore warns. PyJWT and others know
`EdDSA` alone, so our tokens and keys say that. Tokens under the other name, made before, are good for one release.
"""

from typing import Any

from joserfc.errors import InvalidKeyCurveError
from joserfc.jwa import EdDSAAlgorithm
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry
from typing_extensions import override

ALGORITHM = "EdDSA"
ALGORITHM_UNTIL_NOW = "Ed25519"
_CURVE = "Ed25519"
_USES = ("alg", "use", "key_ops")


class _EdDSA(EdDSAAlgorithm):
    """The library's own, for one curve alone, which leaves nothing of what RFC 9864 has against the name."""

    security_warning = None  # type: ignore[assignment] # its class says so, its base says that there may be none

    @override
    def check_key(self, key: Any) -> None:
        super().check_key(key)
        if not isinstance(key, OKPKey) or key.curve_name != _CURVE:
            raise InvalidKeyCurveError(f"'{ALGORITHM}' is for '{_CURVE}' alone")


class Signatures(JWSRegistry):
    """The library's algorithms, with ours in the place of the one that it warns of."""

    algorithms = JWSRegistry.algorithms | {ALGORITHM: _EdDSA()}


TOKENS = Signatures(algorithms=[ALGORITHM, ALGORITHM_UNTIL_NOW])
"""What our tokens may be signed with."""


def key_set(document: Any) -> KeySet:
    """Return the keys of a JWK Set, good for tokens under either name. Raises what joserfc raises for anything else.

    joserfc holds a key to the one name that it says.
    """
    return KeySet.import_key_set({**document, "keys": [without_uses(key) for key in document["keys"]]})


def without_uses(key: Any) -> Any:
    """Return a JWK without what it says of its use."""
    return {name: value for name, value in key.items() if name not in _USES}
