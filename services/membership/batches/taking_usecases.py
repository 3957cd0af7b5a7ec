"""What a batch does with one item: it drafts the decree of a nomination, or signs a draft."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from services.membership.accounts.domain import PersonMerged, PersonNotFound
from services.membership.batches.domain import Item, Outcome, Terms
from services.membership.bodies.domain import BodyNotFound, RoleUnknown
from services.membership.certificates.domain import CertificateNotFound
from services.membership.decrees.domain import BadTerm, DecreeNotFound, NotNow
from services.membership.decrees.registry_usecases import Registry
from services.membership.decrees.usecases import Secretariat
from services.membership.invitations.domain import InvitationNotFound
from services.membership.letters.domain import Letter, LetterId, NotAddressed, WrongState
from services.membership.letters.series_domain import ClockBehind, NumberTaken, WrongNumber
from services.membership.members.domain import AlreadyMember
from services.membership.nominations.domain import CannotNominate, NominationNotFound, WrongStage
from services.membership.nominations.usecases import NominationDesk
from services.membership.offices.domain import OfficeNotFound
from services.membership.printing.domain import NotReady
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer

_OF_BOTH: tuple[type[Exception], ...] = (
    AlreadyMember,
    BadTerm,
    BodyNotFound,
    NominationNotFound,
    NotAddressed,
    NotAllowed,
    NotNow,
    OfficeNotFound,
    PersonMerged,
    PersonNotFound,
    RoleUnknown,
    Stale,
    WrongStage,
)
_BY_ANOTHER = "پیش از این با امضای شخص دیگری ثبت شده است."


@dataclass(frozen=True, slots=True)
class DraftOne:
    """Drafts the decree of an approved nomination, and checks it where that was asked for."""

    nominations: NominationDesk
    secretariat: Secretariat
    turn: AbstractAsyncContextManager[None] = field(default_factory=nullcontext)
    refusals: tuple[type[Exception], ...] = (*_OF_BOTH, CannotNominate)
    hindrances: tuple[type[Exception], ...] = ()

    async def take(self, item: Item, terms: Terms | None, *, by: Viewer) -> Outcome:
        """Draft it. Raises what NominationDesk.draft raises."""
        asked = terms or Terms("")
        decree = await self.nominations.draft(
            item.subject.id, valid_from=asked.valid_from, valid_until=asked.valid_until, by=by
        )
        if asked.is_checked:
            await self.secretariat.check(decree.id, by=by)
        return Outcome(decree.id)


class Signs(Protocol):
    """Signs letters of one kind."""

    async def sign_in_turn(
        self, letter_id: LetterId, /, *, version: int | None = None, number: str = "", by: Viewer
    ) -> Letter:
        """Sign a draft, for whoever has the turn; a second time changes nothing."""


@dataclass(frozen=True, slots=True)
class SignOne:
    """Signs a draft by the right that the person has at this moment."""

    registry: Registry
    others: Mapping[str, Signs] = field(default_factory=dict)
    """Who signs letters of the kinds beside decrees."""
    refusals: tuple[type[Exception], ...] = (
        *_OF_BOTH,
        CertificateNotFound,
        ClockBehind,
        DecreeNotFound,
        InvitationNotFound,
        NumberTaken,
        WrongNumber,
        WrongState,
    )
    hindrances: tuple[type[Exception], ...] = (NotReady,)

    @property
    def turn(self) -> AbstractAsyncContextManager[None]:
        """The turn of the registry: others who sign at the same time wait for this signature, and this for theirs."""
        return self.registry.turn

    async def take(self, item: Item, terms: Terms | None, *, by: Viewer) -> Outcome:
        """Sign it. Raises what Registry.sign raises."""
        del terms
        await self.registry.printer.must_be_ready()
        signs = self.others.get(item.subject.kind, self.registry)
        letter = await signs.sign_in_turn(LetterId(item.subject.id), version=item.subject.version, by=by)
        is_by_another = letter.registered.signatory.person_id != by.person_id
        return Outcome(letter.id, _BY_ANOTHER if is_by_another else "")
