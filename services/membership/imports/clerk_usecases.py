"""Writes imported rows by the same use cases and rules as the pages do."""

from dataclasses import dataclass, replace

from services.membership.accounts.domain import PersonId, PersonMerged, PersonNotFound
from services.membership.accounts.usecases import Accounts, NewPerson, PersonRepository
from services.membership.imports.deciding_domain import Change, OfficeChange, PersonChange, PostChange
from services.membership.imports.domain import Refused
from services.membership.offices.domain import NoParent, OfficeEnded, OfficeId, OfficeNotFound, OfficeTaken
from services.membership.offices.usecases import OfficeDirectory, OfficeRepository
from services.membership.posts.domain import PostHeld, PostNotFound, SeveralHold, WrongOrder, WrongPlace
from services.membership.posts.usecases import Personnel, PostRepository
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

_REFUSALS = (
    NoParent, OfficeEnded, OfficeNotFound, OfficeTaken, PersonMerged, PersonNotFound, PostHeld, PostNotFound,
    SeveralHold, WrongOrder, WrongPlace, NotAllowed,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DirectoryClerk:
    """Registers offices, enters people and appoints them."""

    directory: OfficeDirectory
    offices: OfficeRepository
    accounts: Accounts
    people: PersonRepository
    posts: PostRepository
    personnel: Personnel

    async def write(self, change: Change, *, by: Viewer) -> None:
        """Make a change and tell the other services. Raises Refused, and has then written nothing."""
        try:
            match change:
                case OfficeChange():
                    await self._office(change, by)
                case PersonChange():
                    await self._person(change, by)
                case PostChange():
                    await self._post(change, by)
        except _REFUSALS as refusal:
            raise Refused(str(refusal)) from refusal

    async def _office(self, change: OfficeChange, by: Viewer) -> None:
        try:
            await self.offices.get(OfficeId(change.facts.id))
        except OfficeNotFound:
            await self.directory.register(change.facts, by=by)
        else:
            await self.directory.update(change.facts, by=by)

    async def _person(self, change: PersonChange, by: Viewer) -> None:
        """Enter a person without username and password: both are chosen when they are invited."""
        facts = change.facts
        try:
            await self.people.get(PersonId(change.person_id))
        except PersonNotFound:
            new = NewPerson(
                id=change.person_id,
                name=facts.name,
                honorific=facts.honorific,
                pronoun=facts.pronoun,
                email=facts.email,
                mobile=facts.mobile,
            )
            await self.accounts.open(new, by=by)
        else:
            await self.accounts.change(
                change.person_id,
                lambda known: replace(
                    known,
                    name=facts.name,
                    honorific=facts.honorific,
                    pronoun=facts.pronoun,
                    email=facts.email,
                    mobile=facts.mobile,
                ),
                by=by,
            )

    async def _post(self, change: PostChange, by: Viewer) -> None:
        """Appoint, replace the present holder, or end a holding: whatever leads to what the row says."""
        held, post_id = change.held, change.place.post_id(change.role, change.held.person_id)
        post = await self.posts.get(post_id)
        present = post.holder if post else None
        if present and (present.person_id, present.since) == (held.person_id, held.since) and held.until:
            await self.personnel.vacate(post_id, last_day=held.until, by=by)
        elif present and present.until is None and present.since < held.since:
            await self.personnel.succeed(
                post_id, held.person_id, since=held.since, until=held.until, acting=held.acting, by=by
            )
        else:
            await self.personnel.appoint(
                held.person_id,
                change.role,
                change.place,
                since=held.since,
                until=held.until,
                acting=held.acting,
                by=by,
            )
