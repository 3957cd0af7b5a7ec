"""Whether what is stored of a letter still has the hash that was signed.

Fields were added to letters since the first ones were signed. A hash is right when the content as it is now has it, or
the content without some of the last fields, as long as these hold what stands for «nothing»: so letters of earlier
releases stay valid, and no field that says something goes unhashed.
"""

import hmac
from collections.abc import Iterator
from dataclasses import MISSING, asdict, fields
from itertools import product
from typing import Any

from services.membership.letters.domain import Letter


def is_whole(letter: Letter) -> bool:
    """Whether number, day, content and signatory of a registered letter are those that were signed."""
    entry = letter.registered
    return any(
        hmac.compare_digest(letter.hash_of(parts, entry.register_no, entry.at, entry.signatory), entry.content_sha256)
        for parts in product(*map(_forms, letter.parts()))
    )


def _forms(thing: Any) -> Iterator[dict[str, Any]]:
    """Its fields; then without the last one, and so on, as far as the last ones hold their defaults."""
    said = asdict(thing)
    yield dict(said)
    for field in reversed(fields(thing)):
        if field.default is MISSING or said.pop(field.name) != field.default:
            return
        yield dict(said)
