"""The manifest of certificates."""

from pathlib import Path

from services.membership.certificates import access, api, draft_pages, mongo, pages
from services.membership.certificates.domain import CertificateNotFound
from services.membership.certificates.honouring_usecases import Thanks
from services.membership.certificates.open_work_queries import OpenCertificates
from services.membership.letters.deeds_feature import on_both
from shared.events.membership import MembershipEnded
from shared.web.feature import Feature
from shared.web.parts import on, open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="certificates",
    routers=(api.router, draft_pages.router, pages.router),
    problems={CertificateNotFound: Problem(404, "certificate-not-found", "این گواهی پیدا نشد.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    open_work=open_work(OpenCertificates, OpenCertificates.of),
    folder=Path(__file__).parent,
    menu=(
        Link(
            label="گواهی و تقدیرنامه",
            href="/membership/certificates",
            icon="file-text",
            order=51,
            action=access.READ_CERTIFICATE,
        ),
    ),
    deeds={
        "POST /api/membership/certificates": "پیش‌نویس گواهی",
        "POST /membership/certificates/new": "پیش‌نویس گواهی",
        "POST /membership/certificates/{letter_id}/scan": "پیوست اسکن گواهی",
        "PUT /api/membership/certificates/{letter_id}": "ویرایش پیش‌نویس گواهی",
        "POST /membership/certificates/{letter_id}/edit": "ویرایش پیش‌نویس گواهی",
        "DELETE /api/membership/certificates/{letter_id}": "حذف پیش‌نویس گواهی",
        "POST /membership/certificates/{letter_id}/deletion": "حذف پیش‌نویس گواهی",
        "POST /membership/certificates/{letter_id}/batch-check": "پاراف چند گواهی",
        "POST /membership/certificates/{letter_id}/batch-signature": "امضای چند گواهی",
    }
    | on_both(
        "POST",
        {
            "certificates/{letter_id}/check": "پاراف گواهی",
            "certificates/{letter_id}/return": "بازگشت گواهی برای اصلاح",
            "certificates/{letter_id}/signature": "امضای گواهی",
            "certificates/{letter_id}/revocation": "لغو گواهی",
        },
    ),
    things={mongo.CERTIFICATES: "گواهی"},
    actions=access.ACTIONS,
    listens=(on(MembershipEnded, Thanks, Thanks.take_ended),),
)
