"""Pages of letters as tests print them."""

import base64
from datetime import UTC, datetime
from typing import Final

from services.membership.typesetting.domain import Mark, Page
from shared.runtime.county import Emblem

AT: Final = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
EMBLEM: Final = Emblem(
    "svg",
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50" cy="50" r="45"/></svg>',
)
DECREE: Final = Page(
    kind="decree",
    letterhead=("استانداری بهارستان", "فرمانداری شهرستان بهاردشت"),
    emblem=EMBLEM,
    number="۱۴۰۵/ق/۰۱۲",
    date="۱۴۰۵/۰۹/۰۱",
    recipient="جناب آقای دکتر سیدمحمدرضا حسینی‌نژاد اصفهانی",
    recipient_post="مدیر محترم روابط عمومی اداره آب و فاضلاب",
    subject="حکم عضویت در قرارگاه رسانه‌ای",
    greeting="با سلام و احترام",
    paragraphs=(
        (
            "نظر به تعهد و تجارب ارزنده جنابعالی و به استناد مصوبه شماره ۱۴۰۵/۱۲ دومین جلسه مجمع عمومی شورای هماهنگی "
            "روابط عمومی‌ها، به موجب این حکم از تاریخ ۱ آذر ۱۴۰۵ به مدت دو سال به عنوان «عضو قرارگاه رسانه‌ای شهرستان» "
            "منصوب می‌شوید."
        ),
        (
            "انتظار می‌رود نسبت به حضور منظم در جلسات، ارائه گزارش ماهیانه، به‌روزرسانی صفحه دستگاه "
            "(https://bahardasht.example/offices/ab) و پاسخ‌گویی با شماره تلفن ۰۲۱-۸۸۱۲۳۴۵۶ و رایانامه pr@ab.example "
            "اهتمام لازم به عمل آورید."
        ),
        "توفیق روزافزون شما را از خداوند متعال مسئلت دارم.",
    ),
    signatory_name="علی‌اکبر اصلانی",
    signatory_title="فرماندار شهرستان بهاردشت",
    copies=("ریاست محترم اداره آب و فاضلاب جهت استحضار", "دبیرخانه شورا جهت اقدام"),
    verify_code="۸۳۴۷۲۲۱۰",
    verify_url="https://bahardasht.example/v/83472210",
    qr="HTTPS://BAHARDASHT.EXAMPLE/V/83472210",
    content_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    marks=(Mark.SAMPLE,),
)
PNG: Final = Emblem(
    "png",
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    ),
)
"""One dot."""
