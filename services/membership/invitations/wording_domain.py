"""Writes the sentences of an invitation. They address nobody as «you», so that they need no pronoun."""

from dataclasses import dataclass
from typing import Final

from services.membership.invitations.domain import Guest, Meeting
from services.membership.letters.domain import Wording
from services.membership.letters.wording_domain import tidy

COUNCIL: Final = "شورای هماهنگی روابط عمومی‌ها"  # stays Persian: letters
_MANY: Final = "مدعوین محترم"  # stays Persian: letters


@dataclass(frozen=True, slots=True)
class InvitationComposer:
    """Writes invitations. In a demonstration each says that it has no legal force."""

    is_demo: bool

    def write(self, meeting: Meeting, guests: tuple[Guest, ...], note: str = "") -> Wording:
        """Write the letter; `note` is what it is about, such as the agenda."""
        call = f"بدین وسیله برای حضور در «{meeting.title}» دعوت به عمل می‌آید."  # stays Persian: letters
        closing = "حضور به‌موقع موجب سپاس است."  # stays Persian: letters
        about = tuple(each for each in tidy(tuple(note.splitlines())) if each)
        return Wording(
            council=COUNCIL,
            subject=f"دعوت به {meeting.title}",  # stays Persian: letters
            recipient=guests[0].addressed if len(guests) == 1 else _MANY,
            recipient_post=guests[0].post if len(guests) == 1 else "",
            greeting="با سلام و احترام",  # stays Persian: letters
            paragraphs=(call, *about, closing),
            copies=(),
            is_sample=self.is_demo,
        )
