"""The manifest of letters."""

from pathlib import Path

from services.membership.letters.addressees_domain import WrongAddressees
from services.membership.letters.domain import NotAddressed, TooSecret, WrongState
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="letters",
    problems={
        WrongAddressees: Problem(422, "wrong-addressees", "گیرندگان نامه درست نوشته نشده‌اند."),
        WrongState: Problem(409, "wrong-state", "این کار در وضعیت فعلی نامه ممکن نیست."),
        TooSecret: Problem(422, "too-secret", "فقط نامه با طبقه‌بندی «عادی» پذیرفته می‌شود."),
        NotAddressed: Problem(409, "not-addressed", "عنوان یا خطاب این شخص انتخاب نشده است."),
    },
    folder=Path(__file__).parent,
)
