"""Draws the QR code of a letter: capitals and digits in the mode that needs five and a half bits for each."""

from typing import Any, Final

import segno

_MARK: Final = "#"


def qr_of(text: str) -> segno.QRCode:
    """Return the code of a letter, with error correction M.

    `#` is the one sign that the alphanumeric mode lacks, so what stands around it is written apart: the code of a
    usual letter then has 57 modules at a side instead of 65.
    """
    head, mark, token = text.partition(_MARK)
    parts: Any = [head, mark, token] if mark else head  # segno takes a list, which its types do not say
    return segno.make(parts, error="m", micro=False, boost_error=False)
