"""The file of private keys that sign the tokens: the first key signs, the others are still trusted."""

import json
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.web.signing import without_uses


def signing_keys(text: str) -> list[OKPKey]:
    """Return the keys in the text of a key file, the signing one first. Raises ValueError for any other content."""
    try:
        said: dict[str, Any] = json.loads(text)
        keys = [OKPKey.import_key(without_uses(each)) for each in said.get("keys", [said])]
    except (JoseError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("no OKP key as a JWK") from error
    if not keys:
        raise ValueError("no key at all")
    for key in keys:
        key.ensure_kid()
    return keys
