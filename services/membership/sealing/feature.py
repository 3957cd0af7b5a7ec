"""The manifest of sealing."""

from pathlib import Path

from services.membership.sealing.domain import CannotSeal, KeyExpired, KeyMissing, StampMissing
from services.membership.sealing.sealer_outside import Sealer
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="sealing",
    problems={
        KeyMissing: Problem(503, "letter-key-missing", "کلید امضای نامه‌ها در دسترس نیست."),
        KeyExpired: Problem(503, "letter-key-expired", "گواهی کلید امضای نامه‌ها معتبر نیست."),
        StampMissing: Problem(503, "stamp-missing", "مرجع مهر زمان پاسخ نمی‌دهد."),
        CannotSeal: Problem(422, "cannot-seal", "این فایل مهر نمی‌پذیرد."),
    },
    folder=Path(__file__).parent,
    closing=(job(Sealer, Sealer.close),),
)
