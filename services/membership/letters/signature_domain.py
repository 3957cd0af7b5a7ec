"""How a letter is signed, and what that is worth."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class SignatureMode(StrEnum):
    """How a letter is signed."""

    WET = "wet"
    COUNTY_KEY = "county_key"
    PKCS11 = "pkcs11"
    NONE = "none"

    @property
    def word(self) -> str:
        """What this mode is called, in Persian; pages translate it."""
        return _WORDS[self]

    @property
    def worth(self) -> str:
        """What it proves and what not, in a Persian sentence; pages translate it."""
        return _WORTH[self]

    @property
    def makes_a_document(self) -> bool:
        """Whether the signature stands on a stored page, without which the letter is not served."""
        return self is not SignatureMode.NONE

    @property
    def is_printed_by_us(self) -> bool:
        """Whether that page is made and signed here, without anybody's hand."""
        return self in {SignatureMode.COUNTY_KEY, SignatureMode.PKCS11}


_WORDS: Final[Mapping[SignatureMode, str]] = {
    SignatureMode.WET: "امضا و مهر روی کاغذ",
    SignatureMode.COUNTY_KEY: "گواهی داخلی شهرستان",
    SignatureMode.PKCS11: "گواهی شخصی امضاکننده",
    SignatureMode.NONE: "بدون امضای رقمی",
}

_WORTH: Final[Mapping[SignatureMode, str]] = {
    SignatureMode.WET: "اصل نامه روی کاغذ امضا و مهر شده است؛ تصویر آن با اثر انگشت رقمی نگه‌داری می‌شود.",
    SignatureMode.COUNTY_KEY: "فقط نشان می‌دهد که متن دست نخورده است؛ امضای الکترونیکی مطمئن به معنای قانون نیست.",
    SignatureMode.PKCS11: "با گواهی شخصی امضاکننده امضا شده است؛ اعتبار آن به صادرکننده همان گواهی وابسته است.",
    SignatureMode.NONE: "ثبت آن در دفتر گواه است؛ خود نامه امضای رقمی ندارد.",
}
