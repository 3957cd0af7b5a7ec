"""What is typed into the forms of invitations, read with the same limits as the JSON interface."""

import re
from datetime import datetime, time
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field

from services.membership.invitations.answers_domain import Answer, Reply, Said
from services.membership.invitations.domain import MOST_GUESTS, Invitation, Meeting
from services.membership.invitations.usecases import NewInvitation
from services.membership.letters.forms import version_seen
from services.membership.letters.plain_api import Id, Line
from shared.language.shown import numeric_date
from shared.persian.digits import latin_digits
from shared.persian.jalali import TEHRAN, clock
from shared.web.forms import TypedDay, fit, given

_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_LABELS: Final = {
    "title": "عنوان برنامه",
    "place": "مکان",
    "day": "روز",
    "hour": "ساعت",
    "host": "میزبان",
    "answer_until": "مهلت پاسخ",
    "note": "دستور جلسه یا توضیح",
    "person_ids": "اشخاص",
    "others": "مهمانان دیگر",
    "companions": "تعداد همراهان",
    "substitute": "نام جانشین",
}


def _hour(typed: str) -> time:
    found = _CLOCK.fullmatch(latin_digits(typed).strip())
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else time.fromisoformat("-")
    except ValueError as error:
        raise ValueError("ساعت را مانند ۱۰:۳۰ وارد کنید.") from error


class TypedInvitation(BaseModel):
    """The form of an invitation."""

    version: str = ""
    title: str = ""
    place: str = ""
    day: str = ""
    hour: str = ""
    host: str = ""
    answer_until: str = ""
    note: str = ""
    groups: list[str] = []
    words: str = ""
    """Words by which people are looked for."""
    person_ids: list[str] = []
    others: str = ""
    search: str = ""
    """Set by the button that searches."""

    @classmethod
    def of(cls, invitation: Invitation) -> "TypedInvitation":
        """The form as it is opened for a draft."""
        meeting, guests = invitation.meeting, invitation.guests
        outside = ["، ".join(filter(None, [each.addressed, each.post])) for each in guests if not each.person_id]
        return cls(
            version=str(invitation.version),
            title=meeting.title,
            place=meeting.place,
            day=numeric_date(meeting.starts_at),
            hour=clock(meeting.starts_at),
            host=meeting.host,
            answer_until=numeric_date(meeting.answer_until),
            note="\n".join(invitation.wording.paragraphs[1:-1]),
            person_ids=invitation.person_ids,
            others="\n".join(outside),
        )

    def seen(self) -> int | None:
        """The version that was on the page."""
        return version_seen(self.version)

    def read(self) -> NewInvitation:
        """The invitation that is asked for. Raises Unfit."""
        fields = fit(_New, self.model_dump(), labels=_LABELS)
        starts_at = datetime.combine(fields.day, fields.hour, TEHRAN)
        return NewInvitation(
            meeting=Meeting(fields.title, fields.place, starts_at, fields.host, fields.answer_until),
            note=fields.note,
            groups=tuple(fields.groups),
            person_ids=tuple(fields.person_ids),
            others=fields.others,
        )


class TypedAnswer(BaseModel):
    """The form of an answer."""

    reply: str = ""
    companions: str = ""
    substitute: str = ""

    @classmethod
    def of(cls, answer: Answer) -> "TypedAnswer":
        """The form as it is opened."""
        said = answer.said
        return cls(reply=said.reply.value, companions=str(said.companions or ""), substitute=said.substitute)

    def read(self) -> Said:
        """The answer. Raises Unfit."""
        typed = self.model_dump() | {"companions": latin_digits(self.companions).strip() or "0"}
        fields = fit(_Answer, typed, labels=_LABELS)
        return Said(fields.reply, fields.companions, fields.substitute)


class _New(BaseModel):
    title: Annotated[Line, given("بنویسید به چه دعوت می‌کنید.")]
    place: Annotated[Line, given("مکان را بنویسید.")]
    day: TypedDay
    hour: Annotated[time, BeforeValidator(_hour)]
    host: Annotated[Line, given("بنویسید چه کسی دعوت می‌کند.")]
    answer_until: TypedDay
    note: Annotated[str, Field(max_length=1500)]
    groups: Annotated[list[Id], Field(max_length=20)]
    person_ids: Annotated[list[Id], Field(max_length=MOST_GUESTS)]
    others: Annotated[str, Field(max_length=20_000)]


class _Answer(BaseModel):
    reply: Reply
    companions: Annotated[int, Field(ge=0, le=99)]
    substitute: Annotated[str, Field(max_length=120)]
