"""What a guest answers to an invitation, and until when that may change."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.membership.invitations.domain import Guest, Invitation
from services.membership.letters.domain import State, WrongState
from services.membership.letters.wording_domain import tidy
from shared.events.membership import InvitationAnswered
from shared.persian.jalali import day_of

MOST_COMPANIONS: Final = 10


class Reply(StrEnum):
    """Whether a guest comes."""

    NONE = ""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUBSTITUTE = "substitute"
    """Somebody else comes in the guest's place."""

    @property
    def word(self) -> str:
        """The word in Persian; pages translate it."""
        return WORDS[self]


WORDS: Final[Mapping[Reply, str]] = {
    Reply.NONE: "بدون پاسخ",
    Reply.ACCEPTED: "می‌آید",
    Reply.DECLINED: "نمی‌آید",
    Reply.SUBSTITUTE: "جانشین می‌آید",
}


class NoAnswer(Exception):
    """An answer that cannot be taken. The message is a Persian sentence."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answers."""

    reply: Reply
    companions: int = 0
    substitute: str = ""
    """The name of who comes instead."""


@dataclass(slots=True)
class Answer:
    """The answer of one guest; there is none in it until the guest says something."""

    id: str
    """The guest's."""
    invitation_id: str
    person_id: str = ""
    said: Said = Said(Reply.NONE)
    at: datetime | None = None
    token_sha256: str = ""
    """Of the one-time address by which the guest answers without an account; the address itself is kept nowhere."""
    version: int = 0

    @classmethod
    def of(cls, guest: Guest, invitation: Invitation) -> "Answer":
        """The answer of a guest who has said nothing yet."""
        return cls(guest.id, invitation.id, invitation.stands_for(guest.person_id))

    def give(self, said: Said, invitation: Invitation, *, at: datetime) -> InvitationAnswered | None:
        """Take what the guest says. None when it was said already. Raises NoAnswer and WrongState."""
        must_be_open(invitation, at=at)
        comes = said.reply in (Reply.ACCEPTED, Reply.SUBSTITUTE)
        if said.reply is Reply.NONE:
            raise NoAnswer("یکی از پاسخ‌ها را انتخاب کنید.")
        if not 0 <= said.companions <= MOST_COMPANIONS:
            raise NoAnswer("تعداد همراهان از صفر تا ده است.")
        substitute = tidy(said.substitute) if said.reply is Reply.SUBSTITUTE else ""
        if said.reply is Reply.SUBSTITUTE and not substitute:
            raise NoAnswer("نام جانشین را بنویسید.")
        new = Said(said.reply, said.companions if comes else 0, substitute)
        if new == self.said:
            return None
        self.said, self.at = new, at
        return InvitationAnswered(
            invitation_id=self.invitation_id,
            guest_id=self.id,
            person_id=self.person_id or None,
            reply=new.reply.value,
            companions=new.companions,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many guests said what, and for how many there have to be chairs."""

    accepted: int
    declined: int
    substitutes: int
    silent: int
    chairs: int


def tally(answers: Sequence[Answer], guests: int) -> Tally:
    """Count the answers to an invitation of so many guests."""
    replies = [each.said.reply for each in answers]
    accepted, declined, substitutes = (
        replies.count(reply) for reply in (Reply.ACCEPTED, Reply.DECLINED, Reply.SUBSTITUTE)
    )
    companions = sum(each.said.companions for each in answers)
    silent = guests - accepted - declined - substitutes
    return Tally(accepted, declined, substitutes, silent, accepted + substitutes + companions)


def must_be_open(invitation: Invitation, *, at: datetime) -> None:
    """Raise WrongState unless the invitation is signed, not revoked, and still awaits answers."""
    if invitation.state is State.DRAFT:
        raise WrongState("این دعوت‌نامه هنوز امضا نشده است.")
    if invitation.state is State.REVOKED:
        raise WrongState("این دعوت‌نامه لغو شده است و پاسخی نمی‌گیرد.")
    if day_of(at) > invitation.meeting.answer_until or at >= invitation.meeting.starts_at:
        raise WrongState("مهلت پاسخ به این دعوت‌نامه گذشته است؛ با دبیرخانه تماس بگیرید.")


def hash_of(token: str) -> str:
    """The hash by which the guest of a one-time address is found."""
    return hashlib.sha256(token.encode()).hexdigest()
