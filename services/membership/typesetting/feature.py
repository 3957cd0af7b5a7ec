"""The manifest of typesetting."""

from pathlib import Path

from services.membership.typesetting.domain import PressBroken, TemplateFault, TooLarge, TooSlow, Unprintable
from services.membership.typesetting.press_outside import Press
from shared.store import files
from shared.store.audit.notes import NOT_AUDITED
from shared.store.files import FileDamaged, NoRoom, NoSuchFile
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.problems import Problem

FEATURE = Feature(
    name="typesetting",
    problems={
        TemplateFault: Problem(422, "template-fault", "این قالب خطا دارد."),
        Unprintable: Problem(422, "unprintable", "نامه‌ای با این متن چاپ نمی‌شود."),
        TooSlow: Problem(422, "page-too-slow", "ساخت این صفحه بیش از حد طول کشید."),
        TooLarge: Problem(422, "page-too-large", "ساخت این صفحه بیش از حد حافظه خواست."),
        PressBroken: Problem(503, "press-broken", "اکنون نامه‌ای ساخته نمی‌شود."),
        NoSuchFile: Problem(404, "no-such-file", "این فایل پیدا نشد."),
        FileDamaged: Problem(500, "file-damaged", "این فایل آسیب دیده است."),
        NoRoom: Problem(507, "no-room", "برای این فایل جا نیست."),
    },
    indexes=files.INDEXES,
    audited=dict.fromkeys(files.INDEXES, NOT_AUDITED),
    nothing_open="A printed page is done; the letters to which pages belong answer for themselves.",
    folder=Path(__file__).parent,
    things={files.FILES: "فایل", files.CHUNKS: "فایل"},
    closing=(job(Press, Press.close),),
)
