"""What a scan of a signed receipt may be: its first bytes decide, not its name."""

from collections.abc import Mapping
from typing import Final

LARGEST_SCAN: Final = 10 * 1024 * 1024
"""In bytes."""
_SIGNATURES: Final[Mapping[bytes, str]] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
SUFFIXES: Final[Mapping[str, str]] = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class NotAReceipt(Exception):
    """The file is no scan, or too large."""


def media_type_of(content: bytes) -> str:
    """The media type of a scan. Raises NotAReceipt."""
    if len(content) > LARGEST_SCAN:
        raise NotAReceipt("حجم تصویر رسید حداکثر ۱۰ مگابایت است.")
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    raise NotAReceipt("تصویر رسید باید PDF، JPEG یا PNG باشد.")
