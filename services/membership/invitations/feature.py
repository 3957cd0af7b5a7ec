"""The manifest of invitations."""

from pathlib import Path

from services.membership.invitations import access, api, draft_pages, guest_pages, mongo, pages
from services.membership.invitations.answers_domain import NoAnswer
from services.membership.invitations.domain import InvitationNotFound, WrongTime
from services.membership.invitations.open_work_queries import OpenInvitations
from shared.web.feature import Feature
from shared.web.parts import open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="invitations",
    routers=(api.router, draft_pages.router, pages.router, guest_pages.router),
    problems={
        InvitationNotFound: Problem(404, "invitation-not-found", "این دعوت‌نامه پیدا نشد."),
        WrongTime: Problem(422, "wrong-time", "زمان برنامه یا مهلت پاسخ درست نیست."),
        NoAnswer: Problem(422, "no-answer", "این پاسخ پذیرفته نمی‌شود."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    open_work=open_work(OpenInvitations, OpenInvitations.of),
    folder=Path(__file__).parent,
    menu=(
        Link(
            label="دعوت‌نامه‌ها",
            href="/membership/invitations",
            icon="calendar-event",
            order=53,
            action=access.READ_INVITATION,
        ),
    ),
    deeds={
        "POST /api/membership/invitations": "پیش‌نویس دعوت‌نامه",
        "POST /membership/invitations/new": "پیش‌نویس دعوت‌نامه",
        "PUT /api/membership/invitations/{invitation_id}": "ویرایش پیش‌نویس دعوت‌نامه",
        "POST /membership/invitations/{invitation_id}/edit": "ویرایش پیش‌نویس دعوت‌نامه",
        "DELETE /api/membership/invitations/{invitation_id}": "حذف پیش‌نویس دعوت‌نامه",
        "POST /membership/invitations/{invitation_id}/deletion": "حذف پیش‌نویس دعوت‌نامه",
        "POST /api/membership/invitations/{invitation_id}/check": "پاراف دعوت‌نامه",
        "POST /membership/invitations/{invitation_id}/check": "پاراف دعوت‌نامه",
        "POST /api/membership/invitations/{invitation_id}/return": "بازگشت دعوت‌نامه برای اصلاح",
        "POST /membership/invitations/{invitation_id}/return": "بازگشت دعوت‌نامه برای اصلاح",
        "POST /api/membership/invitations/{invitation_id}/signature": "امضای دعوت‌نامه",
        "POST /membership/invitations/{invitation_id}/signature": "امضای دعوت‌نامه",
        "POST /api/membership/invitations/{invitation_id}/revocation": "لغو دعوت‌نامه",
        "POST /membership/invitations/{invitation_id}/revocation": "لغو دعوت‌نامه",
        "POST /api/membership/invitations/{invitation_id}/answer": "پاسخ به دعوت‌نامه",
        "POST /membership/invitations/{invitation_id}/answer": "پاسخ به دعوت‌نامه",
        "GET /i/{token}": "دیدن دعوت‌نامه",
        "POST /i/{token}": "پاسخ به دعوت‌نامه",
        "POST /api/membership/invitations/{invitation_id}/guests/{guest_id}/address": "نشانی پاسخ مهمان",
        "POST /membership/invitations/{invitation_id}/guests/{guest_id}/address": "نشانی پاسخ مهمان",
    },
    things={mongo.INVITATIONS: "دعوت‌نامه", mongo.ANSWERS: "پاسخ مهمان"},
    actions=access.ACTIONS,
)
