"""What goes from one entry of a person to the other, and comes back when the merge is undone."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import NewType, TypeVar

from services.membership.accounts.domain import Contact, OutsideLink, Person
from services.membership.decrees.domain import Decree
from services.membership.handovers.domain import Handover
from services.membership.invitations.answers_domain import Answer
from services.membership.members.domain import Membership
from services.membership.nominations.domain import Nomination
from services.membership.posts.domain import POST_NAMES, SHARED, Holding, Post
from services.membership.service_records.domain import ServiceRecord
from shared.events.membership import PeopleMerged, PeopleMergeUndone
from shared.language.shown import digits
from shared.language.speech import gettext as _

MergeId = NewType("MergeId", str)
Moving = TypeVar("Moving", Post, Membership, Nomination, Decree, Handover, Answer)

UNDONE_WITHIN = timedelta(days=1)


class CannotMerge(Exception):
    """Both entries hold something that one person cannot hold twice, or one of them is merged already."""


class NothingToUndo(Exception):
    """The person was merged with nobody, or the day in which that can be undone is over."""


class ChangedSince(Exception):
    """Something that went over was changed after the merge, so that the entries cannot be as they were."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What belongs to a person and goes over: posts of all times, what is still open, and what was served on them.

    Signed letters, ended memberships and the audit trail keep the person under whom they were made; certificates and
    invitations say beside that who stands for whom.
    """

    posts: tuple[Post, ...] = ()
    memberships: tuple[Membership, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    """Those of the person, and those that the person made."""
    drafts: tuple[Decree, ...] = ()
    handovers: tuple[Handover, ...] = ()
    """Those that the person has to take over."""
    records: tuple[ServiceRecord, ...] = ()
    """Of letters that were served on the person."""
    answers: tuple[Answer, ...] = ()
    """To invitations."""

    def passed_on(self, going: Person, stays: Person) -> "Belongings":
        """The same things as those of the one who stays."""
        return Belongings(
            posts=tuple(_passed_on(post, going.id, stays.id) for post in self.posts),
            memberships=tuple(replace(each, person_id=stays.id, person_name=stays.name) for each in self.memberships),
            nominations=tuple(_renamed(each, going, stays) for each in self.nominations),
            drafts=tuple(_readdressed(each, stays) for each in self.drafts),
            handovers=tuple(
                replace(each, coming=replace(each.coming, person_id=stays.id)) if each.coming else each
                for each in self.handovers
            ),
            records=tuple(replace(each, person_id=stays.id, name=stays.name) for each in self.records),
            answers=tuple(replace(each, person_id=stays.id) for each in self.answers),
        )

    def restored_over(self, now: "Belongings") -> "Belongings":
        """The things as they were before they went over. Raises ChangedSince, which names what has changed."""
        return Belongings(
            posts=_restored(self.posts, now.posts),
            memberships=_restored(self.memberships, now.memberships),
            nominations=_restored(self.nominations, now.nominations),
            drafts=_restored(self.drafts, now.drafts),
            handovers=_restored(self.handovers, now.handovers),
            records=_unserved(self.records, now.records),
            answers=_restored(self.answers, now.answers),
        )


def must_fit(stays: Person, going: Person, kept: Belongings, moving: Belongings) -> None:
    """Raise CannotMerge when the one who stays cannot have what the other one has."""
    if stays.id == going.id:
        raise CannotMerge("دو همکار جدا انتخاب کنید.")
    for person in (stays, going):
        if person.merged_into:
            raise CannotMerge(_("«%(name)s» پیش‌تر در همکار دیگری ادغام شده است.", name=person.name))
    for post in moving.posts:
        _must_be_free(post, going.id, stays.id, kept.posts)
    bodies = {each.body_id for each in kept.memberships}
    if any(each.body_id in bodies for each in moving.memberships):
        raise CannotMerge("هر دو عضو یک نهاد هستند؛ ابتدا یکی از دو عضویت را پایان دهید.")
    nominated = {each.body_id for each in kept.nominations if each.person_id == stays.id}
    if any(each.body_id in nominated for each in moving.nominations if each.person_id == going.id):
        raise CannotMerge("هر دو برای یک نهاد معرفی شده‌اند؛ ابتدا یکی از دو معرفی را رد کنید یا پس بگیرید.")


@dataclass(frozen=True, slots=True)
class Given:
    """What the one who stays had not, and got from the other; empty where nothing was missing."""

    username: str = ""
    honorific: str = ""
    pronoun: str = ""
    email: str = ""
    bale: str = ""
    mobile: str = ""

    @classmethod
    def between(cls, stays: Person, going: Person) -> "Given":
        """What is missing on one side and known on the other."""
        has, other = cls.all_of(stays), cls.all_of(going)
        names = [each.name for each in fields(cls)]
        return cls(**{name: "" if getattr(has, name) else getattr(other, name) for name in names})

    @classmethod
    def all_of(cls, person: Person) -> "Given":
        """Everything that could be given."""
        contact = person.contact
        return cls(
            person.username,
            person.honorific,
            person.pronoun,
            contact.email or "",
            contact.bale or "",
            contact.mobile or "",
        )

    @property
    def is_told(self) -> bool:
        """Whether the notifier has to know."""
        return bool(self.email or self.bale or self.honorific or self.pronoun)

    def add_to(self, person: Person) -> None:
        """Enter it."""
        has = person.contact
        person.username = person.username or self.username
        person.honorific = person.honorific or self.honorific
        person.pronoun = person.pronoun or self.pronoun
        person.contact = Contact(
            has.email or self.email or None, has.bale or self.bale or None, has.mobile or self.mobile or None
        )

    def take_from(self, person: Person) -> None:
        """Remove it. Raises ChangedSince when the person has another username, address or form of address by now."""
        has = self.all_of(person)
        if any(getattr(self, each.name) not in ("", getattr(has, each.name)) for each in fields(self)):
            raise ChangedSince(
                _("مشخصات «%(name)s» پس از ادغام تغییر کرده است؛ ادغام برگردانده نمی‌شود.", name=person.name)
            )
        person.username = "" if self.username else person.username
        person.honorific = "" if self.honorific else person.honorific
        person.pronoun = "" if self.pronoun else person.pronoun
        contact = person.contact
        person.contact = Contact(
            None if self.email else contact.email,
            None if self.bale else contact.bale,
            None if self.mobile else contact.mobile,
        )


@dataclass(slots=True)
class Merge:
    """The record of a merge: what was moved, each thing as it was before."""

    id: MergeId
    stays_id: str
    merged_id: str
    merged_name: str
    by: str
    at: datetime
    given: Given
    was_closed: bool
    before: Belongings
    undone_by: str = ""
    undone_at: datetime | None = None
    link: OutsideLink | None = None
    """The account at the provider with which the merged one signed in."""
    is_link_given: bool = False
    """Whether the one who stays signs in with it since then."""
    version: int = 0

    @property
    def undo_until(self) -> datetime:
        """When it stays for good."""
        return self.at + UNDONE_WITHIN

    def can_be_undone(self, *, at: datetime) -> bool:
        """Whether it was not undone, and the day is not over."""
        return self.undone_at is None and at < self.undo_until

    def tell(self) -> PeopleMerged:
        """Tell the other services."""
        return PeopleMerged(person_id=self.stays_id, merged_id=self.merged_id)

    def undo(self, *, by: str, at: datetime) -> PeopleMergeUndone:
        """Take it back. Raises NothingToUndo when the day is over."""
        if not self.can_be_undone(at=at):
            raise NothingToUndo("مهلت بازگرداندن این ادغام گذشته است.")
        self.undone_by, self.undone_at = by, at
        return PeopleMergeUndone(person_id=self.stays_id, merged_id=self.merged_id)


def close_into(going: Person, stays: Person, given: Given) -> None:
    """Close the account of the one who goes. A username that was given away is no longer used here."""
    going.is_closed, going.merged_into = True, stays.id
    going.username = "" if given.username else going.username


def pass_link_on(going: Person, stays: Person, merge: Merge) -> None:
    """Let nobody sign in as the merged one, and the one who stays with that account, if it is given."""
    going.outside = None
    stays.outside = merge.link if merge.is_link_given else stays.outside


def take_link_back(stays: Person, merge: Merge) -> None:
    """Remove the account that was given. Raises ChangedSince when it was removed or replaced meanwhile."""
    if not merge.is_link_given:
        return
    if stays.outside != merge.link:
        raise ChangedSince(_("مشخصات «%(name)s» پس از ادغام تغییر کرده است؛ ادغام برگردانده نمی‌شود.", name=stays.name))
    stays.outside = None


def separate(going: Person, merge: Merge) -> None:
    """Let the merged one be a person again."""
    going.is_closed, going.merged_into = merge.was_closed, ""
    going.username = merge.given.username or going.username
    going.outside = merge.link or going.outside


def _readdressed(draft: Decree, stays: Person) -> Decree:
    """The draft of a letter to the one who stays; the name in it may be spelled otherwise."""
    grant = replace(draft.grant, person_id=stays.id, person_name=stays.name)
    return replace(draft, grant=grant, wording=replace(draft.wording, recipient=stays.addressed))


def _passed_on(post: Post, going: str, stays: str) -> Post:
    def of(holding: Holding) -> Holding:
        return replace(holding, person_id=stays) if holding.person_id == going else holding

    return replace(
        post,
        holder=of(post.holder) if post.holder else None,
        past=tuple(map(of, post.past)),
        planned=tuple(map(of, post.planned)),
    )


def _renamed(nomination: Nomination, going: Person, stays: Person) -> Nomination:
    is_own = nomination.person_id == going.id
    return replace(
        nomination,
        person_id=stays.id if is_own else nomination.person_id,
        person_name=stays.name if is_own else nomination.person_name,
        nominated_by=stays.id if nomination.nominated_by == going.id else nomination.nominated_by,
    )


def _must_be_free(post: Post, going: str, stays: str, kept: Sequence[Post]) -> None:
    name = _(POST_NAMES[post.role])
    if post.role in SHARED and (post.holder or post.planned):
        # The id of such a post contains its holder, so it cannot become another person's.
        raise CannotMerge(_("ابتدا دوره «%(post)s» همکار تکراری را پایان دهید.", post=name))
    moving = [each for each in post.holdings if each.person_id == going]
    alike = [each for each in kept if (each.role, each.office_id, each.body_id) == (post.role, *_place(post))]
    held = [each for other in alike for each in other.holdings if each.person_id == stays]
    if any(one.overlaps(other) for one in moving for other in held):
        raise CannotMerge(_("هر دو در روزهای مشترک «%(post)s» بوده‌اند.", post=name))


def _place(post: Post) -> tuple[str | None, str | None]:
    return post.office_id, post.body_id


def _restored(before: Sequence[Moving], now: Sequence[Moving]) -> tuple[Moving, ...]:
    versions = {each.id: each.version for each in now}
    for each in before:
        if versions.get(each.id) != each.version + 1:
            raise ChangedSince(_("%(thing)s پس از ادغام تغییر کرده است؛ ادغام برگردانده نمی‌شود.", thing=_name_of(each)))
    return tuple(replace(each, version=each.version + 1) for each in before)


def _unserved(before: Sequence[ServiceRecord], now: Sequence[ServiceRecord]) -> tuple[ServiceRecord, ...]:
    """The records as those of the other one again. What somebody saw or took meanwhile cannot be given back.

    That the letter was there for the one who stays to see is no hindrance: each visit to the desk does that.
    """
    today = {each.id: each for each in now}
    restored = []
    for each in before:
        found = today.get(each.id)
        if found is None or _was_seen(found) != _was_seen(each):
            raise ChangedSince(_("%(thing)s پس از ادغام تغییر کرده است؛ ادغام برگردانده نمی‌شود.", thing=_name_of(each)))
        restored.append(
            replace(found, person_id=each.person_id, name=each.name, delivered_at=each.delivered_at, way=each.way)
        )
    return tuple(restored)


def _was_seen(record: ServiceRecord) -> tuple[object, ...]:
    return record.seen_at, record.accepted_at, record.receipt


def _name_of(moved: Post | Membership | Nomination | Decree | Handover | ServiceRecord | Answer) -> str:  # noqa: PLR0911 - one line for each sort of thing
    match moved:
        case Post():
            return _("سمت «%(post)s»", post=_(POST_NAMES[moved.role]))
        case Membership():
            return _("عضویت با حکم شماره %(number)s", number=moved.decree_no)
        case Nomination():
            return _("معرفی «%(name)s»", name=moved.person_name)
        case Decree():
            return _("پیش‌نویس حکم «%(name)s»", name=moved.grant.person_name)
        case Handover():
            return _("تحویل و تحول «%(name)s»", name=moved.leaving.name)
        case ServiceRecord():
            return _("ابلاغ نامه شماره %(number)s", number=digits(moved.register_no))
        case Answer():
            return _("پاسخ به دعوت‌نامه")
