"""The events of membership: offices and bodies, holders of posts, members, sign-in tokens and decrees."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from shared.events._event import Event, Instant, Number, Record, WebAddress
from shared.events.personal import PERSONAL, AboutSomebody, Sealed


class OfficeFacts(Record):
    """The facts of an office that other services may know. `id` is part of addresses and never changes."""

    id: str
    name: str
    short_name: str
    kind: str
    kind_name: str
    kind_order: Number = 0
    executive: bool = True
    size_class: Literal["A", "B", "C"] = "B"
    head_title: str = ""
    address: str = ""
    phone: str = ""
    publishes_directly: bool = False
    active_from: date
    phones: tuple[str, ...] = ()
    """All numbers; `phone` is the first of them."""
    email: str = ""
    website: str = ""
    aliases: tuple[str, ...] = ()
    """Other names by which people look for it, such as «آبفا»."""
    parent_id: str | None = None
    hall_capacity: Number | None = None
    can_host: bool = False
    """Whether sessions may be held in its hall."""
    work_week: str = "thu_fri"
    """The days off: `thu_fri`, `fri`, or `fri_half_thu` for half a day on Thursdays."""


class OfficeRegistered(Event):
    """An office joined the county's directory; it is expected to report from `active_from` on."""

    type: ClassVar[str] = "office.registered.v1"
    about: ClassVar[tuple[str, str]] = ("office", "office_id")

    office_id: str
    office: OfficeFacts


class OfficeUpdated(Event):
    """The facts of an office changed; the event carries all facts, also the unchanged ones."""

    type: ClassVar[str] = "office.updated.v1"
    about: ClassVar[tuple[str, str]] = ("office", "office_id")

    office_id: str
    office: OfficeFacts
    former_names: tuple[str, ...] = ()
    """The names that it had before, the last one at the end."""


class OfficeClosed(Event):
    """An office closes on `closed_on`, which may be a day to come; nothing is expected of it after that day.

    Only OfficeReopened takes it back. Another office may continue its work: `successor_id`.
    """

    type: ClassVar[str] = "office.closed.v1"
    about: ClassVar[tuple[str, str]] = ("office", "office_id")

    office_id: str
    closed_on: date
    successor_id: str | None = None


class OfficeReopened(Event):
    """The closing of an office was taken back, as if it had never been; the office works on."""

    type: ClassVar[str] = "office.reopened.v1"
    about: ClassVar[tuple[str, str]] = ("office", "office_id")

    office_id: str
    reopened_on: date


class BodyRegistered(Event):
    """A body, such as the council or the media headquarters, was added or renamed."""

    type: ClassVar[str] = "body.registered.v1"
    about: ClassVar[tuple[str, str]] = ("body", "body_id")

    body_id: str
    name: str
    kind: str


class PostHolderChanged(Event):
    """A post of an office or a body has a new holder, or is vacant when `person_id` is null.

    It is told again with the same holder, and without a previous one, when the holder's name was corrected.
    """

    type: ClassVar[str] = "post.holder.changed.v1"
    about: ClassVar[tuple[str, str]] = ("post", "post_id")

    post_id: str
    """The owner of the post and the role, such as `office/water:pr_manager`."""
    office_id: str | None = None
    body_id: str | None = None
    role: str
    person_id: str | None
    person_name: str | None = None
    """Who holds a public post is a public fact; None for a vacancy, and in events from before there was this field."""
    previous_person_id: str | None = None
    acting: bool = False
    since: date


class MemberContactChanged(Event):
    """The contact data of a person of the county's offices were added or changed.

    `contact` is a JWE that only the notifier can read: JSON with `name`, `honorific`, `pronoun`, `email` and `bale`.
    """

    type: ClassVar[str] = "member.contact.changed.v1"
    about: ClassVar[tuple[str, str]] = ("person", "person_id")

    person_id: str
    contact: Sealed


class PeopleMerged(Event):
    """One person had been entered twice: `person_id` stays, and stands for `merged_id`, whose account is closed.

    PostHolderChanged is told besides for each post that the merged one held.
    """

    type: ClassVar[str] = "people.merged.v1"
    about: ClassVar[tuple[str, str]] = ("person", "person_id")

    person_id: str
    merged_id: str


class PeopleMergeUndone(Event):
    """A merge was taken back within a day: `merged_id` is a person again, as before."""

    type: ClassVar[str] = "people.merge.undone.v1"
    about: ClassVar[tuple[str, str]] = ("person", "person_id")

    person_id: str
    merged_id: str


class PasswordLinkIssued(Event):
    """A link was made with which a person chooses a password or links an account; the notifier has to send it.

    `link` is a JWE that only the notifier can read: the whole address. It works once, until `expires_at`.
    """

    type: ClassVar[str] = "password.link.issued.v1"
    about: ClassVar[tuple[str, str]] = ("person", "person_id")

    link_id: str
    person_id: str
    purpose: str
    """`invitation`, `reset`, or `link`: for a first password, another one, or an account at the outside provider."""
    link: Sealed
    expires_at: Instant


class EmailChangeAsked(Event):
    """A person asked that another e-mail address be used; the notifier has to send a link there to confirm it.

    It also tells the person at the address until now. `address` and `link` are JWEs that only the notifier can read.
    """

    type: ClassVar[str] = "email.change.asked.v1"
    about: ClassVar[tuple[str, str]] = ("person", "person_id")

    person_id: str
    request_id: str
    address: Sealed
    link: Sealed
    """The whole address of a page. It works once, until `expires_at`."""
    expires_at: Instant


class TokensRevoked(Event):
    """Sign-in tokens that were made for a person before an instant are no longer valid.

    It concerns one sign-in, or all of the person's when `sign_in_id` is null. A sign-in that has not ended gets a new
    token at once, with the person's current rights.
    """

    type: ClassVar[str] = "tokens.revoked.v1"
    about: ClassVar[tuple[str, str]] = ("person", "person_id")

    person_id: str
    sign_in_id: str | None = None
    before: Instant
    reason: str


class MembershipGranted(Event):
    """A person became a member of a body on behalf of one or more offices, by a registered decree."""

    type: ClassVar[str] = "membership.granted.v1"
    about: ClassVar[tuple[str, str]] = ("membership", "membership_id")

    membership_id: str
    body_id: str
    person_id: str
    office_ids: list[str]
    role: str
    valid_from: date
    valid_until: date | None = None
    decree_id: str


class MembershipEnded(Event):
    """A membership ended: replaced, amended, transferred, resigned, expired, revoked or office_closed.

    `ended_on` is the first day without it; for one that expired, its last day.
    """

    type: ClassVar[str] = "membership.ended.v1"
    about: ClassVar[tuple[str, str]] = ("membership", "membership_id")

    membership_id: str
    body_id: str
    person_id: str
    reason: str
    ended_on: date


class MembershipSuspended(Event):
    """A member has no part in the body for a time; the membership itself goes on."""

    type: ClassVar[str] = "membership.suspended.v1"
    about: ClassVar[tuple[str, str]] = ("membership", "membership_id")

    membership_id: str
    body_id: str
    person_id: str
    reason: AboutSomebody
    since: date
    until: date | None = None
    """The last day of the suspension; null until somebody ends it."""


class MembershipResumed(Event):
    """A suspended member has a part in the body again."""

    type: ClassVar[str] = "membership.resumed.v1"
    about: ClassVar[tuple[str, str]] = ("membership", "membership_id")

    membership_id: str
    body_id: str
    person_id: str
    resumed_on: date


class MembershipExpiring(Event):
    """The term of a membership ends within thirty days. Told once for each membership."""

    type: ClassVar[str] = "membership.expiring.v1"
    about: ClassVar[tuple[str, str]] = ("membership", "membership_id")

    membership_id: str
    body_id: str
    person_id: str
    office_ids: list[str]
    role: str
    valid_until: date


class MemberNominated(Event):
    """An office named somebody as its member of a body; the secretariat has to review it."""

    type: ClassVar[str] = "member.nominated.v1"
    about: ClassVar[tuple[str, str]] = ("nomination", "nomination_id")

    nomination_id: str
    body_id: str
    person_id: str
    office_ids: list[str]
    role: str


class NominationReturned(Event):
    """A nomination was sent back to those who made it, with reasons."""

    type: ClassVar[str] = "nomination.returned.v1"
    about: ClassVar[tuple[str, str]] = ("nomination", "nomination_id")

    nomination_id: str
    body_id: str
    body_name: str
    office_ids: list[str]
    nominated_by: str
    """The person who is told, since they have to send it again."""
    reasons: Annotated[list[str], PERSONAL]
    round: Number
    """How often it has been returned, from 1."""
    url: WebAddress


class NominationApproved(Event):
    """A nomination was approved; a decree can be drafted from it."""

    type: ClassVar[str] = "nomination.approved.v1"
    about: ClassVar[tuple[str, str]] = ("nomination", "nomination_id")

    nomination_id: str
    body_id: str
    person_id: str
    office_ids: list[str]
    role: str


class DecreeIssued(Event):
    """A decree was signed and entered in the register under its number."""

    type: ClassVar[str] = "decree.issued.v1"
    about: ClassVar[tuple[str, str]] = ("decree", "decree_id")

    decree_id: str
    register_no: str
    """The number as printed on paper, but in ASCII digits: `1405/ق/024`."""
    jalali_date: str
    body_id: str
    body_name: str
    person_id: str
    office_ids: list[str]
    role: str
    role_name: str
    valid_from: date
    valid_until: date | None = None
    verify_url: WebAddress
    amends: str | None = None
    """The decree that this one corrects («اصلاحیه»)."""
    link_follows: bool = False
    """Whether the member is told by LetterLinkIssued, with an address that opens the decree; not in older events."""


class LetterLinkIssued(Event):
    """A one-time address was made that opens a registered letter for one person; the notifier has to send it (ADR 47).

    It is sent when the letter is served on the addressee, on a head of office and on whom a copy names, and again to
    remind whoever has not seen it. `link` is a JWE that only the notifier can read: the whole address.
    """

    type: ClassVar[str] = "letter.link.issued.v1"
    about: ClassVar[tuple[str, str]] = ("person", "person_id")

    link_id: str
    record_id: str
    """The service record: this letter and this person."""
    person_id: str
    letter_kind: str
    """`decree`, `certificate` or `invitation`."""
    letter_id: str
    register_no: str
    title: Annotated[str, PERSONAL]
    """The subject of the letter."""
    note: Annotated[str, PERSONAL] = ""
    """What is said beside it, such as when and where a meeting is; not in older events."""
    to: Literal["addressee", "head", "copy"]
    reminder: Number = 0
    """0 when the letter is served; then which reminder it is."""
    link: Sealed
    page: WebAddress
    """Where the person reads the letter after a sign-in."""
    verify_url: WebAddress
    expires_at: Instant


class DecreeServed(Event):
    """A decree reached one of those who are to have it: the member, a head of office, or whom a copy names.

    Told once for each of them. A paper may be for an office whose head's post is vacant.
    """

    type: ClassVar[str] = "decree.served.v1"
    about: ClassVar[tuple[str, str]] = ("decree", "decree_id")

    decree_id: str
    to: Literal["addressee", "head", "copy"]
    person_id: str | None = None
    office_id: str | None = None
    channel: Literal["portal", "link", "paper"]
    served_at: Instant


class DecreeAcknowledged(Event):
    """One of those on whom a decree was served says that they saw it («رؤیت شد»). Told once for each."""

    type: ClassVar[str] = "decree.acknowledged.v1"
    about: ClassVar[tuple[str, str]] = ("decree", "decree_id")

    decree_id: str
    to: Literal["addressee", "head", "copy"]
    person_id: str
    channel: Literal["portal", "link", "paper"]
    acknowledged_at: Instant


class DecreeExpiring(Event):
    """The term of a decree in force ends within `days_left` days, which are 30 or 7. Each is told once."""

    type: ClassVar[str] = "decree.expiring.v1"
    about: ClassVar[tuple[str, str]] = ("decree", "decree_id")

    decree_id: str
    register_no: str
    title: Annotated[str, PERSONAL]
    """The subject of the decree."""
    person_id: str
    head_ids: list[str]
    """The people on whom it was served as heads of the member's offices."""
    office_ids: list[str]
    valid_until: date
    days_left: Number


class DecreeRevoked(Event):
    """A registered decree is no longer in force; its number is not used again."""

    type: ClassVar[str] = "decree.revoked.v1"
    about: ClassVar[tuple[str, str]] = ("decree", "decree_id")

    decree_id: str
    register_no: str
    person_id: str
    body_id: str
    reason: AboutSomebody
    revoked_on: date


class DecreeAnnulled(Event):
    """A registered decree that nobody had got was an error; its number is not used again («ابطال شماره»).

    It is no longer in force, and never was.
    """

    type: ClassVar[str] = "decree.annulled.v1"
    about: ClassVar[tuple[str, str]] = ("decree", "decree_id")

    decree_id: str
    register_no: str
    person_id: str
    body_id: str
    reason: AboutSomebody
    annulled_on: date


class DecreeSuperseded(Event):
    """Another decree took the place of a registered one, which is no longer in force.

    The new one is told before by its own `DecreeIssued`.
    """

    type: ClassVar[str] = "decree.superseded.v1"
    about: ClassVar[tuple[str, str]] = ("decree", "decree_id")

    decree_id: str
    register_no: str
    person_id: str
    body_id: str
    by_decree_id: str
    by_register_no: str
    superseded_on: date


class HandoverOpened(Event):
    """The holder of a post left it («تحویل و تحول»). Every service answers with what is open there for this post.

    The answer is `OpenWorkListed` of the service, with the same `handover_id`, and is sent also when nothing is open.
    """

    type: ClassVar[str] = "handover.opened.v1"
    about: ClassVar[tuple[str, str]] = ("handover", "handover_id")

    handover_id: str
    post_id: str
    office_id: str | None = None
    body_id: str | None = None
    role: str
    from_person_id: str
    to_person_id: str | None = None
    """Null while the post is vacant."""
    since: date
    """The first day on which the person no longer holds the post."""


class HandoverCompleted(Event):
    """Everything of a handover was taken over, item by item; who still has to act for the post is its new holder."""

    type: ClassVar[str] = "handover.completed.v1"
    about: ClassVar[tuple[str, str]] = ("handover", "handover_id")

    handover_id: str
    post_id: str
    office_id: str | None = None
    body_id: str | None = None
    role: str
    from_person_id: str
    to_person_id: str | None = None
    """Null when the secretariat took over everything because the post was still vacant."""
    completed_at: Instant


class CertificateIssued(Event):
    """A certificate («گواهی») or a letter of appreciation («تقدیرنامه») was signed and entered in the register."""

    type: ClassVar[str] = "certificate.issued.v1"
    about: ClassVar[tuple[str, str]] = ("certificate", "certificate_id")

    certificate_id: str
    register_no: str
    """The number as printed on paper, but in ASCII digits: `1405/گ/024`."""
    jalali_date: str
    form: str
    """`certificate` or `appreciation`."""
    person_id: str | None = None
    """Null for somebody who is not in the directory."""
    occasion: AboutSomebody
    """What it is given for."""
    verify_url: WebAddress
    link_follows: bool = False
    """Whether the person is told by LetterLinkIssued, with an address that opens it; not in older events."""


class CertificateRevoked(Event):
    """A registered certificate or letter of appreciation is no longer in force; its number is not used again."""

    type: ClassVar[str] = "certificate.revoked.v1"
    about: ClassVar[tuple[str, str]] = ("certificate", "certificate_id")

    certificate_id: str
    register_no: str
    form: str
    """`certificate` or `appreciation`."""
    person_id: str | None = None
    """Null for somebody who is not in the directory."""
    reason: AboutSomebody
    revoked_on: date


class InvitationIssued(Event):
    """An invitation to a meeting or ceremony was signed and entered in the register; all guests have one number."""

    type: ClassVar[str] = "invitation.issued.v1"
    about: ClassVar[tuple[str, str]] = ("invitation", "invitation_id")

    invitation_id: str
    register_no: str
    """The number as printed on paper, but in ASCII digits: `1405/د/024`."""
    jalali_date: str
    title: str
    """What it is an invitation to."""
    place: str
    starts_at: Instant
    answer_until: date
    person_ids: list[str]
    """The guests who are in the directory."""
    url: WebAddress
    """Where a guest who signs in reads the invitation and answers it."""
    link_follows: bool = False
    """Whether guests are told by LetterLinkIssued, each with an address that opens it; not in older events."""


class InvitationRevoked(Event):
    """A registered invitation no longer holds; its number is not used again."""

    type: ClassVar[str] = "invitation.revoked.v1"
    about: ClassVar[tuple[str, str]] = ("invitation", "invitation_id")

    invitation_id: str
    register_no: str
    title: str
    person_ids: list[str]
    reason: AboutSomebody
    revoked_on: date


class InvitationAnswered(Event):
    """A guest said whether they come, or said something else than before. Names nobody who is not in the directory."""

    type: ClassVar[str] = "invitation.answered.v1"
    about: ClassVar[tuple[str, str]] = ("invitation", "invitation_id")

    invitation_id: str
    guest_id: str
    person_id: str | None = None
    """Null for a guest who is not in the directory."""
    reply: str
    """`accepted`, `declined` or `substitute`."""
    companions: Number = 0
