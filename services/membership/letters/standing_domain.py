"""The one word for how a letter stands, on every page, in every list and in the JSON interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Standing(StrEnum):
    """How a letter stands on a day."""

    DRAFT = "draft"
    RETURNED = "returned"
    CHECKED = "checked"
    REGISTERED = "registered"
    SERVED = "served"
    ACKNOWLEDGED = "acknowledged"
    AMENDED = "amended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ANNULLED = "annulled"

    @property
    def word(self) -> str:
        """The word, in Persian; pages translate it."""
        return WORDS[self]

    @property
    def tone(self) -> str:
        """The colour of the word: plain, info, brand, ok, warn or bad."""
        return TONES.get(self, "plain")


WORDS: Final[Mapping[Standing, str]] = {
    Standing.DRAFT: "پیش‌نویس",
    Standing.RETURNED: "بازگشت برای اصلاح",
    Standing.CHECKED: "آماده امضا",
    Standing.REGISTERED: "ثبت‌شده",
    Standing.SERVED: "ابلاغ‌شده",
    Standing.ACKNOWLEDGED: "رؤیت شد",
    Standing.AMENDED: "اصلاح‌شده",
    Standing.SUPERSEDED: "جایگزین‌شده",
    Standing.EXPIRED: "پایان‌یافته",
    Standing.REVOKED: "لغوشده",
    Standing.ANNULLED: "ابطال‌شده",
}

TONES: Final[Mapping[Standing, str]] = {
    Standing.RETURNED: "warn",
    Standing.CHECKED: "brand",
    Standing.REGISTERED: "ok",
    Standing.SERVED: "ok",
    Standing.ACKNOWLEDGED: "ok",
    Standing.AMENDED: "info",
    Standing.SUPERSEDED: "info",
    Standing.REVOKED: "bad",
    Standing.ANNULLED: "bad",
}
"""The colour of the word, where it is not plain."""

UNSIGNED: Final = frozenset({Standing.DRAFT, Standing.RETURNED, Standing.CHECKED})
"""How letters stand that have no number yet."""
IN_FORCE: Final = frozenset({Standing.REGISTERED, Standing.SERVED, Standing.ACKNOWLEDGED})
"""How letters stand that are valid as they are."""

TO_SIGN: Final = frozenset({Standing.DRAFT, Standing.CHECKED})
"""How letters stand that may be signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides how a letter stands."""

    is_signed: bool = False
    is_returned: bool = False
    is_checked: bool = False
    is_served: bool = False
    is_acknowledged: bool = False
    is_amended: bool = False
    is_superseded: bool = False
    is_over: bool = False
    """Whether its term is over."""
    is_revoked: bool = False
    is_annulled: bool = False

    @property
    def standing(self) -> Standing:
        """The word. What ended the letter comes before what happened to it."""
        if not self.is_signed:
            return self._before_signature
        ended = (
            (self.is_annulled, Standing.ANNULLED),
            (self.is_revoked, Standing.REVOKED),
            (self.is_superseded, Standing.SUPERSEDED),
            (self.is_amended, Standing.AMENDED),
            (self.is_over, Standing.EXPIRED),
            (self.is_acknowledged, Standing.ACKNOWLEDGED),
            (self.is_served, Standing.SERVED),
        )
        return next((standing for holds, standing in ended if holds), Standing.REGISTERED)

    @property
    def _before_signature(self) -> Standing:
        if self.is_returned:
            return Standing.RETURNED
        return Standing.CHECKED if self.is_checked else Standing.DRAFT
