"""What stands on the pages of an invitation, one for each guest, and in its QR code."""

from collections.abc import Sequence
from dataclasses import replace

from services.membership.invitations.domain import Guest, Invitation
from services.membership.printing.domain import page_of as letter_page
from services.membership.statements.domain import Kind, Statement
from services.membership.typesetting.domain import Page, letterhead_of
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
    meeting = invitation.meeting
    facts = [
        ["زمان", f"{long_date(meeting.starts_at)}، ساعت {clock(meeting.starts_at)}"],  # stays Persian: letters
        ["مکان", meeting.place],  # stays Persian: letters
        ["میزبان", meeting.host],  # stays Persian: letters
        ["مهلت پاسخ", long_date(meeting.answer_until)],  # stays Persian: letters
    ]
    page = letter_page(invitation, county, verify_url=verify_url, qr=qr)
    return replace(
        page,
        letterhead=letterhead_of(county, invitation.wording.council),
        extra={"facts": facts, "guests": [[guest.addressed, guest.post] for guest in guests]},
    )
