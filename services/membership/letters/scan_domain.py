"""What may be attached as the scan of a letter on paper."""

from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
_KINDS: Final = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


SUFFIXES: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class NotAScan(Exception):
    """The file is none that can be kept as a scan. The message is a Persian sentence."""


def media_type_of(content: bytes) -> str:
    """Return the media type of a scan, told by how its bytes begin. Raises NotAScan."""
    if not content:
        raise NotAScan("فایل اسکن را انتخاب کنید.")
    if len(content) > MOST_BYTES:
        raise NotAScan("حجم اسکن حداکثر ۱۰ مگابایت است.")
    for head, media_type in _KINDS.items():
        if content.startswith(head):
            return media_type
    raise NotAScan("اسکن باید PDF، JPEG یا PNG باشد.")
