"""Letters to nobody, by which a layout is tried: a usual one, one with long names, one for ten offices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

from services.membership.typesetting.domain import Mark, Page
from shared.runtime.county import County

Sample = Literal["usual", "long", "offices"]

_OFFICES: Final = (
    "اداره آب و فاضلاب",
    "اداره راهداری و حمل‌ونقل جاده‌ای",
    "شبکه بهداشت و درمان",
    "اداره آموزش و پرورش",
    "جهاد کشاورزی",
    "اداره منابع طبیعی و آبخیزداری",
    "جمعیت هلال‌احمر",
    "اداره ورزش و جوانان",
    "دانشگاه پیام نور",
    "شهرداری بهاردشت و سازمان‌های وابسته به آن",
)
_USUAL: Final = Page(
    kind="",
    letterhead=(),
    number="۱۴۰۵/ق/۰۰۰",
    date="۱۴۰۵/۰۹/۰۱",
    recipient="جناب آقای دکتر سیدعلی نمونه",
    recipient_post="مدیر محترم روابط عمومی اداره آب و فاضلاب",
    subject="حکم عضویت در قرارگاه رسانه‌ای شهرستان",
    greeting="با سلام و احترام",
    paragraphs=(
        (
            "نظر به تعهد و تجارب ارزنده جنابعالی و به استناد مصوبه شماره ۱۴۰۵/۱۲ دومین جلسه مجمع عمومی شورای هماهنگی "
            "روابط عمومی‌ها، به موجب این حکم از تاریخ ۱ آذر ۱۴۰۵ تا ۳۰ آبان ۱۴۰۷ به عنوان «عضو قرارگاه رسانه‌ای "
            "شهرستان» منصوب می‌شوید."
        ),
        (
            "انتظار می‌رود نسبت به حضور منظم در جلسات، ارائه گزارش ماهیانه و پاسخ‌گویی با شماره تلفن ۰۲۱-۰۰۰۰۰۰۰۰ اهتمام "
            "لازم به عمل آورید."
        ),
        "توفیق روزافزون جنابعالی را از خداوند متعال مسئلت دارم.",
    ),
    signatory_name="نام و نام خانوادگی",
    signatory_title="فرماندار شهرستان",
    copies=("ریاست محترم اداره آب و فاضلاب جهت استحضار", "دبیرخانه شورا جهت اقدام"),
    verify_code="۰۰۰۰۰۰۰۰۰۰",
    verify_url="https://example.invalid/v/0000000000",
    qr="HTTPS://EXAMPLE.INVALID/V/0000000000",
    content_sha256="0" * 64,
    marks=(Mark.SAMPLE,),
)
_LONG: Final = replace(
    _USUAL,
    recipient="حضرت حجت‌الاسلام والمسلمین حاج شیخ محمدتقی‌الدین میرزاابوطالبی قره‌داغی آذربایجانی خوانساری‌نژاد",
    recipient_post="سرپرست محترم روابط عمومی و امور بین‌الملل اداره کل حفاظت محیط زیست و منابع طبیعی و آبخیزداری",
    subject="حکم عضویت در کارگروه هماهنگی اطلاع‌رسانی مدیریت بحران و پدافند غیرعامل شورای هماهنگی روابط عمومی‌ها",
    paragraphs=_USUAL.paragraphs * 3,
    signatory_name="سید محمدعلی‌اکبر موسوی خوانساری اصل‌نژاد",
)
_TO_OFFICES: Final = replace(
    _USUAL,
    recipient_post="مدیر محترم روابط عمومی " + "، ".join(_OFFICES),
    copies=tuple(f"ریاست محترم {office} جهت استحضار" for office in _OFFICES),
)
SAMPLES: Final[Mapping[Sample, Page]] = {"usual": _USUAL, "long": _LONG, "offices": _TO_OFFICES}


def sample(name: Sample, kind: str, county: County) -> Page:
    """The letter of this name, with the county's head and emblem."""
    province = (f"استانداری {county.province}",) if county.province else ()
    letterhead = (*province, f"فرمانداری شهرستان {county.name}")
    return replace(SAMPLES[name], kind=kind, letterhead=letterhead, emblem=county.emblem)
