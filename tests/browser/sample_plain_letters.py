"""The pages of certificates and invitations, filled: drafts, signed ones, forms with errors, a guest's answer."""

from datetime import datetime, timedelta
from typing import Any

from services.membership.certificates.domain import MOST_AT_ONCE, SERIES, WORDS, Award, Certificate, CertificateId, Form
from services.membership.certificates.forms import TypedCertificates
from services.membership.certificates.pages import HERE as CERTIFICATES
from services.membership.certificates.wording_domain import STANDARD, CertificateComposer
from services.membership.invitations.answers_domain import Answer, Reply, Said, tally
from services.membership.invitations.domain import MOST_GUESTS, Called, Guest, Invitation, InvitationId, Meeting
from services.membership.invitations.domain import SERIES as INVITED
from services.membership.invitations.forms import TypedAnswer, TypedInvitation
from services.membership.invitations.pages import HERE as INVITATIONS
from services.membership.invitations.pages import REPLIES
from services.membership.invitations.wording_domain import InvitationComposer
from services.membership.letters.addressees_domain import Addressee
from services.membership.letters.addressees_usecases import Unaddressed
from services.membership.letters.domain import Place, Signatory
from services.membership.letters.plain_forms import TypedDeed
from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.standing_domain import Standing
from services.membership.service_records.domain import (
    TO_NAMES,
    WAY_NAMES,
    LetterKey,
    Recipient,
    Served,
    ServiceRecord,
)
from shared.persian.jalali import day_of
from shared.web.shell.listing import Rules

_SARA = Addressee("سارا مهرگان‌پور", "سرکار خانم سارا مهرگان‌پور", "مدیر محترم روابط عمومی", "p1", ("اداره آب",))
SERVICE = {"to_names": TO_NAMES, "way_names": WAY_NAMES}
_OCCASION = "پوشش خبری هفته دولت در همه دستگاه‌های شهرستان"
_NADER = Signatory("p3", "نادر فرهمند", "فرماندار شهرستان بهاردشت")


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    today = day_of(now)

    def certificate(key: str, *, is_signed: bool = False) -> Certificate:
        one = Certificate(
            id=CertificateId(key),
            series=SERIES,
            wording=CertificateComposer(is_demo=True).write(Form.APPRECIATION, _OCCASION, _SARA),
            award=Award(Form.APPRECIATION, "p1", _SARA.name, _SARA.office_names, _OCCASION),
            batch_id="b",
            drafted_by="p2",
            drafted_at=now,
        )
        one.check(by="p2", at=now)
        if is_signed:
            one.enter(Place(1405, 3, "1405/گ/003", now), by=_NADER, code="8347221096", mode=SignatureMode.NONE)
        return one

    meeting = Meeting("نشست فصلی شورای هماهنگی", "سالن جلسات", now + timedelta(days=5), "فرماندار", today)
    guests = (
        Guest("g1", "سارا", _SARA.addressed, _SARA.post, "p1"),
        Guest("g2", "علی", "جناب آقای علی رضایی", "مدیر کتابخانه"),
    )
    invitation = Invitation(
        id=InvitationId("i1"),
        series=INVITED,
        wording=InvitationComposer(is_demo=True).write(meeting, guests, "گزارش دبیر"),
        called=Called(meeting, guests),
        drafted_by="p2",
        drafted_at=now,
    )
    invitation.enter(Place(1405, 4, "1405/د/004", now), by=_NADER, code="8347221097", mode=SignatureMode.NONE)
    said = Answer("g1", "i1", "p1", Said(Reply.SUBSTITUTE, 2, "مینا کرمی"), now)
    pairs = [(guests[0], said), (guests[1], Answer("g2", "i1"))]
    answered = {"own": said, "answering": TypedAnswer.of(said), "is_open": True, "replies": REPLIES}

    def shown(one: Certificate, *may: str) -> dict[str, Any]:
        rights = {f"may_{each}": each in may for each in ("edit", "check", "sign", "return", "revoke")}
        more: dict[str, Any] = {
            "to_check": 0,
            "to_sign": 12 if "sign" in may else 0,
            "waits_for_check": False,
            "asks_number": "sign" in may,
            "errors": {},
            "opened": "",
        }
        served = [of_certificate(one)] if one.registration else []
        return rights | more | SERVICE | {"certificate": one, "today": today, "typed": TypedDeed(), "service": served}

    def of_certificate(one: Certificate) -> ServiceRecord:
        to = Recipient("addressee", _SARA.name, "p1", post=_SARA.post)
        return ServiceRecord.make(LetterKey("certificate", one.id), Served(one, _SARA.name), to, at=now)

    def of_guest(guest: Guest) -> ServiceRecord:
        to = Recipient("addressee", guest.addressed, guest.person_id or None, post=guest.post, guest_id=guest.id)
        record = ServiceRecord.make(LetterKey("invitation", invitation.id), Served(invitation, guest.name), to, at=now)
        if guest.person_id:
            record.see("link", at=now)
        return record

    mays = ("edit", "list", "check", "sign", "return", "revoke", "scan")
    certificates = [certificate("1"), certificate("2", is_signed=True)]
    people = [("p1", "سارا مهرگان‌پور – اداره آب")]
    invited = {"record": of_guest(guests[0]), "letter": invitation, "to_names": TO_NAMES}
    return {
        "/membership/my-letters/invited": ("membership/own-letter.html", invited),
        "/membership/my-letters/awarded": (
            "membership/own-letter.html",
            {"record": of_certificate(certificates[1]), "letter": certificates[1], "to_names": TO_NAMES},
        ),
        "/l/invited": ("membership/linked-letter.html", invited | {"token": "a.b", "key": "k"}),
        "/membership/certificates": (
            "membership/certificates.html",
            {
                "all_of_them": True,
                "may_draft": True,
                "may_sign": True,
                "thanks_members": True,
                "certificates": certificates,
                "listing": Rules(CERTIFICATES, ("date",), "-date", {"state": tuple(Standing)}).read({}),
                "total": 2,
                "filters": [("", "همه", 2), ("checked", "آماده امضا", 1)],
                "today": today,
            },
        ),
        "/membership/certificates/new": (
            "membership/certificate-new.html",
            {
                "typed": TypedCertificates(words="سارا", person_ids=["p1"]),
                "errors": {"occasion": "بنویسید برای چه داده می‌شود."},
                "people": people,
                "groups": [("body/hq", "قرارگاه رسانه‌ای شهرستان"), ("heads", "رؤسای دستگاه‌ها")],
                "forms": [(form.value, word) for form, word in WORDS.items()],
                "standard": [(form.word, paragraphs) for form, paragraphs in STANDARD.items()],
                "most": MOST_AT_ONCE,
            },
        ),
        "/membership/certificates/drafted": (
            "membership/certificates-drafted.html",
            {
                "certificates": certificates,
                "ready": [_SARA],
                "refused": [
                    Unaddressed("p9", "عنوان یا خطاب بهرام سپیدرو انتخاب نشده است؛ ابتدا در صفحه او انتخاب کنید.")
                ],
                "today": today,
            },
        ),
        "/membership/certificates/1": ("membership/certificate.html", shown(certificates[0], "sign", "return", "edit")),
        "/membership/certificates/2": ("membership/certificate.html", shown(certificates[1], "revoke")),
        "/membership/invitations": (
            "membership/invitations.html",
            {
                "all_of_them": True,
                "may_draft": True,
                "may_sign": True,
                "invitations": [invitation],
                "listing": Rules(INVITATIONS, ("date",), "-date", {"state": tuple(Standing)}).read({}),
                "total": 1,
                "filters": [("", "همه", 1), ("registered", "ثبت‌شده", 1)],
                "today": today,
            },
        ),
        "/membership/invitations/new": (
            "membership/invitation-form.html",
            {
                "typed": TypedInvitation(title="نشست", words="سارا"),
                "here": "/membership/invitations/new",
                "errors": {"hour": "ساعت را مانند ۱۰:۳۰ وارد کنید."},
                "people": people,
                "groups": [("body/hq", "قرارگاه رسانه‌ای شهرستان"), ("heads", "رؤسای دستگاه‌ها")],
                "most": MOST_GUESTS,
            },
        ),
        "/membership/invitations/i1": (
            "membership/invitation.html",
            answered
            | {f"may_{each}": each in {"list", "revoke"} for each in mays}
            | {
                "invitation": invitation,
                "today": today,
                "pairs": pairs,
                "tally": tally([each for _, each in pairs], 2),
                "service": [of_guest(each) for each in guests],
                **SERVICE,
                "address": (guests[1].addressed, "https://bahardasht.example/i/3a1969147e6ac893a7d9de40"),
                "errors": {},
                "typed": TypedDeed(),
                "waits_for_check": False,
                "asks_number": False,
                "opened": "",
            },
        ),
        "/i/guest": (
            "membership/invitation-guest.html",
            answered
            | {
                "invitation": invitation,
                "guest": guests[0],
                "standing": Standing.REGISTERED,
                "errors": {"reply": "نام جانشین را بنویسید."},
                "here": "/i/guest",
            },
        ),
    }
