"""What stands on the pages of an invitation, one for each guest, and in its QR code."""

from collections.abc import Sequence

from services.membership.invitations.domain import Guest, Invitation
from services.membership.statements.domain import Kind, Statement
from services.membership.typesetting.domain import Mark, Page
from shared.persian.digits import persian_digits
from shared.persian.jalali import clock, day_of, long_date
from shared.runtime.county import County


def statement_of(invitation: Invitation) -> Statement:
    """Return what is to be signed about a registered invitation. Raises WrongState for a draft."""
    entry, meeting = invitation.registered, invitation.meeting
    return Statement(
        code=entry.verify_code,
        number=entry.register_no,
        dated=day_of(entry.at),
        name=invitation.wording.recipient,
        role="دعوت‌نامه",  # stays Persian: letters
        body=meeting.title,
        office=meeting.place,
        valid_until=day_of(meeting.starts_at),
        kind=Kind.INVITATION,
        is_sample=invitation.wording.is_sample,
    )


def page_of(
    invitation: Invitation, guests: Sequence[Guest], county: County, *, verify_url: str = "", qr: str = ""
) -> Page:
    """The pages of these guests. A draft has neither number nor code, and says that it is one."""
    entry, words, meeting = invitation.registration, invitation.wording, invitation.meeting
    marks = [Mark.SAMPLE] if words.is_sample else []
    province = (f"استانداری {county.province}",) if county.province else ()  # stays Persian: letters
    governorate = f"فرمانداری شهرستان {county.name}"  # stays Persian: letters
    facts = [
        ["زمان", f"{long_date(meeting.starts_at)}، ساعت {clock(meeting.starts_at)}"],  # stays Persian: letters
        ["مکان", meeting.place],  # stays Persian: letters
        ["میزبان", meeting.host],  # stays Persian: letters
        ["مهلت پاسخ", long_date(meeting.answer_until)],  # stays Persian: letters
    ]
    return Page(
        kind=invitation.kind,
        letterhead=(*province, governorate, words.council),
        emblem=county.emblem,
        number=persian_digits(entry.register_no) if entry else "",
        date=persian_digits(entry.jalali_date.replace("-", "/")) if entry else "",
        recipient=words.recipient,
        subject=words.subject,
        greeting=words.greeting,
        paragraphs=words.paragraphs,
        signatory_name=entry.signatory.name if entry else "",
        signatory_title=entry.signatory.title if entry else "",
        verify_code=persian_digits(entry.verify_code) if entry else "",
        verify_url=verify_url if entry else "",
        qr=qr if entry else "",
        content_sha256=entry.content_sha256 if entry else "",
        marks=tuple(marks if entry else [Mark.DRAFT, *marks]),
        extra={"facts": facts, "guests": [[guest.addressed, guest.post] for guest in guests]},
    )
