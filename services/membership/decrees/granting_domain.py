"""The membership that a decree gives: from what was asked for, and to the roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.membership.accounts.domain import Person
from services.membership.bodies.domain import Body, Seat
from services.membership.decrees.domain import Decree, Grant
from services.membership.members.domain import Membership, MembershipId
from services.membership.offices.domain import Office
from services.membership.posts.domain import Post


@dataclass(frozen=True, slots=True)
class NewDecree:
    """A decree to draft. Without offices, it names those where the person holds a post."""

    person_id: str
    office_ids: tuple[str, ...]
    body_id: str
    role: str
    valid_from: date
    valid_until: date | None = None
    seat: Seat | None = None
    """How the member sits; None for what is usual in the body."""
    nomination_id: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """The changes of an amendment or of a superseding decree. What is None stays as it is."""

    note: str
    role: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote into the letter. What is None is written from the texts of the body."""

    subject: str | None = None
    recipient_post: str | None = None
    greeting: str | None = None
    paragraphs: tuple[str, ...] | None = None
    copies: tuple[str, ...] | None = None
    note: str | None = None
    """Of an amendment or a superseding decree; None for the one that it has."""


def grant_of(new: NewDecree, person: Person, body: Body, offices: Sequence[Office], posts: Sequence[Post]) -> Grant:
    """The membership that is asked for, with the names of today."""
    by_post = _posts_in(offices, posts) if (new.seat or body.seat) == "by_post" else ()
    return Grant(
        person_id=person.id,
        person_name=person.name,
        office_ids=tuple(office.id for office in offices),
        office_names=tuple(office.name for office in offices),
        body_id=body.id,
        body_name=body.name,
        role=new.role,
        role_name=body.role_name(new.role),
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        seat="by_post" if by_post else "personal",
        post_ids=by_post,
    )


def membership_of(decree: Decree, membership_id: MembershipId) -> Membership:
    """The membership that a decree gives. A draft has no number yet."""
    grant = decree.grant
    return Membership(
        id=membership_id,
        body_id=grant.body_id,
        person_id=grant.person_id,
        person_name=grant.person_name,
        office_ids=grant.office_ids,
        role=grant.role,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        decree_id=decree.id,
        decree_no=decree.registration.register_no if decree.registration else "",
        seat=grant.seat,
        post_ids=grant.post_ids,
    )


def _posts_in(offices: Sequence[Office], posts: Sequence[Post]) -> tuple[str, ...]:
    """One post in each office, that of its PR manager before others. Nobody sits by a post that they do not hold."""
    found: dict[str, str] = {}
    for post in sorted(posts, key=lambda post: post.role != "pr_manager"):
        if post.office_id in {office.id for office in offices}:
            found.setdefault(post.office_id, post.id)
    return tuple(found.values())
