"""Whether what is stored of a letter still has the hash that was signed.

Fields were added to letters since the first ones were signed. A hash is right when the content as it is now has it, or
the content without some of the last fields, as long as these hold what stands for «nothing»: so letters of earlier
releases stay valid, and no field that says something goes unhashed.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import MISSING, asdict, fields
from typing import Any

from services.membership.letters.domain import Decree


def is_whole(decree: Decree) -> bool:
    """Whether number, day, content and signatory of a registered letter are those that were signed."""
    entry = decree.registered
    for grant in _forms(decree.grant):
        for wording in _forms(decree.wording):
            content = [
                entry.register_no,
                entry.jalali_date,
                grant,
                wording,
                entry.signatory.name,
                entry.signatory.title,
            ]
            text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
            if hmac.compare_digest(hashlib.sha256(text.encode()).hexdigest(), entry.content_sha256):
                return True
    return False


def _forms(thing: Any) -> Iterator[dict[str, Any]]:
    """Its fields; then without the last one, and so on, as far as the last ones hold their defaults."""
    said = asdict(thing)
    yield dict(said)
    for field in reversed(fields(thing)):
        if field.default is MISSING or said.pop(field.name) != field.default:
            return
        yield dict(said)
