"""Fingerprints of failures: events that failed for the same reason share one, whatever ids and numbers it names."""

import hashlib
import re
from typing import Final

_MARK: Final = "g"
"""The first letter of a fingerprint. Releases before this one stored a hash of the whole sentence, in digits 0 to f."""

_TRIES: Final = re.compile(r"^failed \d+ times, last with ")
_QUOTED: Final = re.compile(r"""«[^»]*»|“[^”]*”|"[^"]*"|`[^`]*`|(?<!\w)'[^']*'(?!\w)""")
_ADDRESS: Final = re.compile(r"\S+@\S+")
_WITH_A_DIGIT: Final = re.compile(r"[\w-]*\d[\w-]*")
_ROW_OF_NUMBERS: Final = re.compile(r"#(?:[\s،,;:.+/-]+#)+")


def fingerprint_of(event_type: str, sentence: str) -> str:
    """Return the fingerprint of a failure: of the event's type, and of the sentence without what varies.

    The class of an error is a part of its sentence.
    """
    text = f"{event_type} {pattern_of(sentence)}"
    return _MARK + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def is_of_release_before(fingerprint: str) -> bool:
    """Return whether a stored fingerprint is a hash of the whole sentence, as releases before this one made it."""
    return not fingerprint.startswith(_MARK)


def pattern_of(sentence: str) -> str:
    """Return a sentence with quoted texts, addresses, ids, times and numbers replaced.

    How often an event failed is left out, so that it keeps its fingerprint from the first try until it is parked.
    """
    said = _TRIES.sub("", sentence)
    for varying in (_QUOTED, _ADDRESS, _WITH_A_DIGIT, _ROW_OF_NUMBERS):
        said = varying.sub("#", said)
    return said
