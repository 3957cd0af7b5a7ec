"""The manifest of service records."""

from pathlib import Path

from services.membership.service_records import access, api, letters_pages, link_pages, mongo, pages, plain_api
from services.membership.service_records.domain import (
    AlreadyOnPaper,
    LetterNotReady,
    LetterOver,
    NotForYou,
    RecordNotFound,
    WrongReceipt,
)
from services.membership.service_records.jobs import ServiceKeeper
from services.membership.service_records.links_domain import LetterLinkOver
from services.membership.service_records.receipts_domain import NotAReceipt
from services.membership.service_records.usecases import Courier
from shared.events.membership import (
    CertificateIssued,
    CertificateRevoked,
    DecreeAnnulled,
    DecreeIssued,
    DecreeRevoked,
    DecreeSuperseded,
    InvitationIssued,
    InvitationRevoked,
)
from shared.web.feature import Feature
from shared.web.parts import job, on
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="service_records",
    routers=(api.router, plain_api.router, pages.router, letters_pages.router, link_pages.router),
    problems={
        RecordNotFound: Problem(404, "service-record-not-found", "این سابقه ابلاغ پیدا نشد."),
        NotForYou: Problem(403, "letter-not-for-you", "این نامه برای شخص دیگری است."),
        WrongReceipt: Problem(422, "wrong-receipt", "مشخصات ابلاغ کاغذی درست نیست."),
        NotAReceipt: Problem(422, "not-a-receipt", "تصویر رسید PDF، JPEG یا PNG تا ۱۰ مگابایت است."),
        AlreadyOnPaper: Problem(409, "already-on-paper", "رسید کاغذی این نامه قبلاً ثبت شده است."),
        LetterOver: Problem(409, "letter-over", "این نامه دیگر اعتبار ندارد."),
        LetterNotReady: Problem(409, "letter-not-ready", "صفحه این نامه هنوز آماده نشده است."),
        LetterLinkOver: Problem(410, "letter-link-over", "این پیوند استفاده شده یا مهلت آن گذشته است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A letter is served on people, and the secretariat looks after those who have not seen theirs.",
    folder=Path(__file__).parent,
    menu=(
        Link(
            label="نامه‌های من",
            href="/membership/my-letters",
            icon="certificate",
            order=39,
            action=access.READ_OWN_LETTERS,
        ),
        Link(label="ابلاغ نامه‌ها", href="/membership/service", icon="send", order=45, action=access.READ_SERVICE),
    ),
    deeds={
        "POST /api/membership/decrees/{decree_id}/acknowledgement": "اعلام رؤیت نامه",
        "POST /api/membership/certificates/{certificate_id}/acknowledgement": "اعلام رؤیت نامه",
        "POST /api/membership/invitations/{invitation_id}/acknowledgement": "اعلام رؤیت نامه",
        "POST /membership/my-letters/{record_id}/acknowledgement": "اعلام رؤیت نامه",
        "POST /l/{token}/acknowledgement": "اعلام رؤیت نامه",
        "GET /desk": "رسیدن نامه به میز کار",
        "GET /membership/my-letters": "رسیدن نامه به میز کار",
        "GET /membership/decrees/{decree_id}": "دیدن نامه",
        "GET /membership/certificates/{letter_id}": "دیدن نامه",
        "GET /membership/invitations/{letter_id}": "دیدن نامه",
        "GET /membership/my-letters/{record_id}": "دیدن نامه",
        "GET /membership/my-letters/{record_id}/letter.pdf": "دیدن نامه",
        "POST /l/{token}": "باز کردن پیوند نامه",
        "POST /l/{token}/letter.pdf": "دریافت نامه با پیوند",
        "POST /l/{token}/answer": "نشانی پاسخ مهمان",
        "POST /api/membership/decrees/{decree_id}/service/{record_id}/paper": "ثبت ابلاغ کاغذی",
        "POST /api/membership/certificates/{certificate_id}/service/{record_id}/paper": "ثبت ابلاغ کاغذی",
        "POST /api/membership/invitations/{invitation_id}/service/{record_id}/paper": "ثبت ابلاغ کاغذی",
        "POST /membership/service/{record_id}/link": "ارسال دوباره پیوند نامه",
        "POST /membership/service/{record_id}/paper": "ثبت ابلاغ کاغذی",
    },
    things={mongo.RECORDS: "سابقه ابلاغ", mongo.LINKS: "پیوند نامه"},
    actions=access.ACTIONS,
    listens=(
        on(DecreeIssued, Courier, Courier.take_issued),
        on(DecreeRevoked, Courier, Courier.take_revoked),
        on(DecreeAnnulled, Courier, Courier.take_annulled),
        on(DecreeSuperseded, Courier, Courier.take_superseded),
        on(CertificateIssued, Courier, Courier.take_certificate),
        on(CertificateRevoked, Courier, Courier.drop_certificate),
        on(InvitationIssued, Courier, Courier.take_invitation),
        on(InvitationRevoked, Courier, Courier.drop_invitation),
    ),
    jobs=(job(ServiceKeeper, ServiceKeeper.run),),
)
