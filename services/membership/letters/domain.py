"""A letter is drafted, checked, then signed and registered in one step; what is registered is never deleted.

What is stored of its standing are three states and some facts beside them, which the release before this one can read;
`Letter.standing` makes one word of them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NewType

from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.standing_domain import IN_FORCE, Facts, Standing
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.access import NotAllowed

LetterId = NewType("LetterId", str)


NORMAL: Final = "normal"
"""The one classification («عادی») that is accepted here."""
_CLASSIFICATIONS: Final = frozenset({NORMAL, "عادی", ""})


class State(StrEnum):
    """What is stored of how a letter stands: whether it is signed, and whether it lost its force."""

    DRAFT = "draft"
    REGISTERED = "registered"
    REVOKED = "revoked"


class WrongState(Exception):
    """The letter is not in a state in which this can be done."""


class TooSecret(Exception):
    """The letter is classified; this system is not made for that."""


class NotAddressed(Exception):
    """The person's honorific or pronoun is not chosen, so that no letter to them can be written."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of the letter. It is written once, when the letter is drafted."""

    council: str
    subject: str
    recipient: str
    recipient_post: str
    greeting: str
    paragraphs: tuple[str, ...]
    copies: tuple[str, ...]
    is_sample: bool = False
    """Whether the letter belongs to a demonstration and has no legal force."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """The person who signs, with the title of the post held on that day."""

    person_id: str
    name: str
    title: str
    """Who signs for another says so in it: «از طرف فرماندار»."""
    delegation_id: str = ""
    """The delegation by which somebody signs for another."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the register."""

    year: int
    """The Jalali year."""
    number: int
    """The place in the year; below 0 for letters from before there was this system."""
    register_no: str
    """The number as it stands on the letter, in ASCII digits: `1405/ق/024`."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Registration:
    """The entry in the register."""

    year: int
    number: int
    register_no: str
    at: datetime
    signatory: Signatory
    verify_code: str
    content_sha256: str
    mode: SignatureMode = SignatureMode.NONE
    is_old: bool = False
    """Whether the letter got its number before there was this system; nobody signed it here."""

    @property
    def jalali_date(self) -> str:
        """The day that stands on the letter, such as `1405-09-01`."""
        return str(jalali_of(self.at))


@dataclass(frozen=True, slots=True)
class Return:
    """What the signatory wants to have changed before signing."""

    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """The initial («پاراف») of the secretariat: the letter is ready for the signature."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revocation:
    """When and why a letter lost its force."""

    at: datetime
    by: str
    reason: str
    annuls: bool = False
    """Whether it was an error that was never served («ابطال شماره»); the number stays used."""


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """The page of the letter as it is stored once and for all."""

    sha256: str
    made_at: datetime
    mode: SignatureMode = SignatureMode.NONE
    file_id: str = ""
    """Where the bytes are."""
    template: str = ""
    """The template by which it was printed, and its version: `decree/1`."""


@dataclass(frozen=True, slots=True)
class LetterRef:
    """A reference to another letter."""

    id: LetterId
    register_no: str


@dataclass(slots=True, kw_only=True)
class Letter:
    """One official letter. What a kind of letter adds, and what it tells others, stands in the feature of the kind."""

    id: LetterId
    series: str
    wording: Wording
    drafted_by: str
    drafted_at: datetime
    kind: str = ""
    """The kind of letter, such as `decree`."""
    state: State = State.DRAFT
    classification: str = NORMAL
    returned: Return | None = None
    """Set until the draft is edited."""
    checked: Check | None = None
    registration: Registration | None = None
    document: DocumentRef | None = None
    edition: int | None = None
    """The edition of the layout that was in force when it was signed, by which a page that is not kept is printed."""
    served_at: datetime | None = None
    acknowledged_at: datetime | None = None
    amends: LetterRef | None = None
    """The letter that this one corrects («پیرو»)."""
    amended_by: LetterRef | None = None
    """The amendment that corrects this one."""
    supersedes: LetterRef | None = None
    """The letter whose place this one takes."""
    superseded_by: LetterRef | None = None
    revocation: Revocation | None = None
    is_replay: bool = False
    """Whether it was signed in a replay of what happened before, of which nobody is notified."""
    in_register: bool = False
    """Whether it stands in the register. Those that earlier releases signed are entered there by a migration."""
    version: int = 0

    @property
    def registered(self) -> Registration:
        """The entry in the register. Raises WrongState for a draft."""
        if self.registration is None:
            raise WrongState("این نامه هنوز امضا نشده است.")
        return self.registration

    def standing(self, on: date) -> Standing:
        """How the letter stands on a day."""
        return Facts(
            is_signed=self.registration is not None,
            is_returned=self.returned is not None,
            is_checked=self.checked is not None,
            is_served=self.served_at is not None,
            is_acknowledged=self.acknowledged_at is not None,
            is_amended=self.amended_by is not None,
            is_superseded=self.superseded_by is not None,
            is_over=not self.lasts_on(on),
            is_revoked=self.revocation is not None,
            is_annulled=self.revocation is not None and self.revocation.annuls,
        ).standing

    def lasts_on(self, day: date) -> bool:
        """Whether the term of the letter, if it has one, is not over on that day."""
        del day
        return True

    def addressee_id(self) -> str:
        """The person whom the letter concerns; empty when it concerns nobody who is known here."""
        return ""

    @property
    def waits_for_page(self) -> bool:
        """Whether others are told of the signed letter, and get it, only when its page is kept."""
        return self.registered.mode.makes_a_document

    @property
    def awaits_answers(self) -> bool:
        """Whether its recipients are asked for an answer."""
        return False

    def take_pages(self, made: Mapping[str, DocumentRef]) -> bool:
        """Keep the pages, once and for all; the whole letter is under the empty name. Returns whether that is new."""
        if self.document:
            return False
        self.document = made[""]
        return True

    def page_for(self, guest_id: str) -> DocumentRef | None:
        """The page that is kept for one of many addressees, where the kind has such pages; else that of the letter."""
        del guest_id
        return self.document

    def must_be_draft(self) -> None:
        """Raise WrongState unless the letter is not signed yet, and so can be edited, checked, returned or deleted."""
        if self.state is not State.DRAFT:
            raise WrongState("این نامه دیگر پیش‌نویس نیست؛ نامه ثبت‌شده فقط اصلاح، جایگزین، لغو یا ابطال می‌شود.")

    def rewrite(self, wording: Wording) -> None:
        """Edit the draft. It has to be checked again, and is no longer returned."""
        self.must_be_draft()
        self.wording = wording
        self.returned = self.checked = None

    def check(self, *, by: str, at: datetime) -> bool:
        """Put the secretariat's initial to the draft. Returns whether it was not there."""
        self.must_be_draft()
        if self.returned:
            raise WrongState("این پیش‌نویس برای اصلاح بازگشته است؛ ابتدا آن را ویرایش کنید.")
        is_new = self.checked is None
        self.checked = self.checked or Check(by, at)
        return is_new

    def send_back(self, note: str, *, by: str, at: datetime) -> bool:
        """Return the draft with a note. Returns whether that is new."""
        self.must_be_draft()
        if not note:
            raise WrongState("یادداشت خود را بنویسید: چه چیزی باید اصلاح شود؟")
        if self.returned and self.returned.note == note:
            return False
        self.returned, self.checked = Return(note, by, at), None
        return True

    def may_be_signed(self, *, by: Signatory, on: date) -> None:
        """Raise NotAllowed or WrongState when this person may not sign it on that day."""
        if by.person_id == self.addressee_id():
            raise NotAllowed("هیچ‌کس نامه‌ای را که درباره خود اوست امضا نمی‌کند.")
        if by.person_id == self.drafted_by:
            raise NotAllowed("کسی که پیش‌نویس را نوشته است آن را امضا نمی‌کند.")
        if self.state is not State.DRAFT:
            raise WrongState("این نامه دیگر پیش‌نویس نیست.")
        if self.returned:
            raise WrongState("این پیش‌نویس برای اصلاح بازگشته است و هنوز اصلاح نشده است.")
        if not self.lasts_on(on):
            raise WrongState("مدت اعتبار این پیش‌نویس گذشته است؛ ابتدا تاریخ‌ها را اصلاح کنید.")

    def enter(self, place: Place, *, by: Signatory, code: str, mode: SignatureMode) -> Registration:
        """Sign the draft and enter it in the register at this place."""
        self.may_be_signed(by=by, on=day_of(place.at))
        return self._register(place, by=by, code=code, mode=mode)

    def enter_old(self, place: Place, *, by: Signatory, code: str) -> Registration:
        """Enter a letter that was signed before there was this system."""
        self.must_be_draft()
        return self._register(place, by=by, code=code, mode=SignatureMode.NONE, is_old=True)

    def _register(
        self, place: Place, *, by: Signatory, code: str, mode: SignatureMode, is_old: bool = False
    ) -> Registration:
        self.registration = Registration(
            year=place.year,
            number=place.number,
            register_no=place.register_no,
            at=place.at,
            signatory=by,
            verify_code=code,
            content_sha256=self.hash_of([asdict(part) for part in self.parts()], place.register_no, place.at, by),
            mode=mode,
            is_old=is_old,
        )
        self.state, self.in_register = State.REGISTERED, True
        return self.registration

    def end_force(self, reason: str, *, by: str, at: datetime, annuls: bool = False) -> bool:
        """Revoke the letter, or annul its number while nobody has got it. Returns whether that is new.

        Raises NotAllowed or WrongState.
        """
        if self.revocation and (self.revocation.reason, self.revocation.annuls) == (reason, annuls):
            return False
        if not reason:
            raise WrongState("دلیل ابطال را بنویسید." if annuls else "دلیل لغو را بنویسید.")
        if by == self.addressee_id():
            raise NotAllowed("هیچ‌کس درباره نامه خود تصمیم نمی‌گیرد.")
        self._must_have_force(on=day_of(at))
        if annuls and self.served_at:
            raise WrongState("این نامه ابلاغ شده است؛ به جای ابطال، آن را اصلاح، جایگزین یا لغو کنید.")
        if annuls and self.amended_by:
            raise WrongState("این نامه اصلاحیه دارد؛ به جای ابطال، آن را لغو کنید.")
        self.state = State.REVOKED
        self.revocation = Revocation(at=at, by=by, reason=reason, annuls=annuls)
        return True

    def can_be_followed(self, *, on: date) -> Registration:
        """The entry to which an amendment or a superseding letter refers. Raises WrongState when there can be none."""
        self._must_have_force(on=on)
        if self.amended_by:
            raise WrongState("این نامه قبلاً اصلاح شده است؛ نامه تازه را پیرو همان اصلاحیه بنویسید.")
        return self.registered

    def take_amendment(self, by: "Letter", *, on: date) -> None:
        """Remember the amendment that has just been registered."""
        self.can_be_followed(on=on)
        self.amended_by = LetterRef(by.id, by.registered.register_no)

    def take_successor(self, by: "Letter", *, on: date) -> None:
        """Remember the letter that has just taken the place of this one."""
        self.can_be_followed(on=on)
        self.superseded_by = LetterRef(by.id, by.registered.register_no)

    def serve(self, *, at: datetime) -> bool:
        """Note that the letter reached its addressee («ابلاغ»). Returns whether that is new. Raises WrongState."""
        if self.served_at:
            return False
        self._must_have_force(on=day_of(at))
        if self.waits_for_page and self.document is None:
            raise WrongState("صفحه امضاشده این نامه هنوز پیوست نشده است؛ پیش از آن ابلاغ نمی‌شود.")
        self.served_at = at
        return True

    def acknowledge(self, *, at: datetime) -> bool:
        """Note that the addressee saw the letter («رؤیت»). Returns whether that is new. Raises WrongState."""
        if self.acknowledged_at:
            return False
        self._must_have_force(on=day_of(at))
        if not self.served_at:
            raise WrongState("این نامه هنوز ابلاغ نشده است.")
        self.acknowledged_at = at
        return True

    def _must_have_force(self, *, on: date) -> None:
        """Raise WrongState unless the letter is registered and neither revoked, superseded nor over."""
        standing = self.standing(on)
        if standing not in IN_FORCE and standing is not Standing.AMENDED:
            raise WrongState(
                _(
                    "این کار فقط با نامه‌ای ممکن است که در اعتبار است؛ این نامه «%(standing)s» است.",
                    standing=_(standing.word),
                )
            )

    def parts(self) -> Sequence[Any]:
        """What the signature stands for, beside number, day and signatory: dataclasses. Kinds put theirs in front."""
        return (self.wording,)

    @staticmethod
    def hash_of(parts: Sequence[Mapping[str, Any]], register_no: str, at: datetime, by: Signatory) -> str:
        """Return the SHA-256 of what is signed; `parts` are the fields of the letter's parts."""
        content = [register_no, str(jalali_of(at)), *parts, by.name, by.title]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def must_be_normal(classification: str) -> None:
    """Raise TooSecret unless a letter is to be classified «عادی»."""
    if classification.strip() not in _CLASSIFICATIONS:
        raise TooSecret("در این سامانه فقط نامه با طبقه‌بندی «عادی» نوشته می‌شود؛ نامه محرمانه یا بالاتر پذیرفته نیست.")
