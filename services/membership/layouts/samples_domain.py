"""Letters to nobody, by which the layout of each kind is tried: usual ones, and those with much in them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

from services.membership.typesetting.domain import Mark, Page, letterhead_of
from shared.runtime.county import County

Sample = Literal["usual", "long", "offices", "guests"]

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
_COUNCIL: Final = "شورای هماهنگی روابط عمومی‌ها"
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
_CERTIFICATE: Final = replace(
    _USUAL,
    letterhead=(_COUNCIL,),
    number="۱۴۰۵/گ/۰۰۰",
    subject="تقدیرنامه",
    greeting="",
    paragraphs=(
        ("به پاس پوشش خبری شایسته هفته دولت، این تقدیرنامه به نشانه سپاس به جناب آقای دکتر سیدعلی نمونه تقدیم می‌شود."),
        "دوام توفیق در خدمت به مردم شریف شهرستان را از خداوند متعال مسئلت دارم.",
    ),
    copies=(),
    extra={"form": "appreciation"},
)
_LONG_CERTIFICATE: Final = replace(
    _CERTIFICATE,
    recipient=_LONG.recipient,
    recipient_post=_LONG.recipient_post,
    paragraphs=tuple(each.replace("جناب آقای دکتر سیدعلی نمونه", _LONG.recipient) for each in _CERTIFICATE.paragraphs)
    * 2,
    signatory_name=_LONG.signatory_name,
)
_INVITATION: Final = replace(
    _USUAL,
    letterhead=(_COUNCIL,),
    number="۱۴۰۵/د/۰۰۰",
    recipient="مدعوین محترم",
    recipient_post="",
    subject="دعوت به نشست فصلی شورای هماهنگی روابط عمومی‌ها",
    paragraphs=(
        "بدین وسیله برای حضور در «نشست فصلی شورای هماهنگی روابط عمومی‌ها» دعوت به عمل می‌آید.",
        "دستور جلسه: گزارش دبیر، برنامه سه ماه آینده و پرسش‌های اعضا.",
        "حضور به‌موقع موجب سپاس است.",
    ),
    copies=(),
    extra={
        "facts": [
            ["زمان", "یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۰:۳۰"],
            ["مکان", "سالن جلسات فرمانداری"],
            ["میزبان", "فرماندار شهرستان"],
            ["مهلت پاسخ", "چهارشنبه ۲۷ آبان ۱۴۰۵"],
        ],
        "guests": [[_USUAL.recipient, _USUAL.recipient_post]],
    },
)
_LONG_INVITATION: Final = replace(
    _INVITATION,
    subject=f"دعوت به {_LONG.subject}",
    paragraphs=_INVITATION.paragraphs * 2,
    signatory_name=_LONG.signatory_name,
    extra={**_INVITATION.extra, "guests": [[_LONG.recipient, _LONG.recipient_post]]},
)
_MANY_GUESTS: Final = replace(
    _INVITATION,
    extra={**_INVITATION.extra, "guests": [["جناب آقای مدیر نمونه", f"ریاست محترم {office}"] for office in _OFFICES]},
)
SAMPLES: Final[Mapping[str, Mapping[Sample, Page]]] = {
    "decree": {"usual": _USUAL, "long": _LONG, "offices": _TO_OFFICES},
    "certificate": {"usual": _CERTIFICATE, "long": _LONG_CERTIFICATE},
    "invitation": {"usual": _INVITATION, "long": _LONG_INVITATION, "guests": _MANY_GUESTS},
}


def sample(name: Sample, kind: str, county: County) -> Page:
    """The letter of this name, or the usual one of the kind, with the county's head and emblem."""
    page = SAMPLES[kind].get(name, SAMPLES[kind]["usual"])
    return replace(page, kind=kind, letterhead=(*letterhead_of(county), *page.letterhead), emblem=county.emblem)
