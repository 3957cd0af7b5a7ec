"""The chancery keeps what all letters go by: the series of their numbers, and who signs for the governor."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from services.membership.accounts.domain import PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.letters.access import KEEP_DELEGATIONS, KEEP_SERIES, READ_CHANCERY
from services.membership.letters.delegations_domain import Delegation, DelegationId, DelegationNotFound, WrongDelegation
from services.membership.letters.domain import DocumentRef
from services.membership.letters.scan_domain import media_type_of
from services.membership.letters.series_domain import Numbering, Series, SeriesId, WrongSeries
from services.membership.letters.wording_domain import tidy
from services.membership.posts.usecases import PostRepository
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer


class SeriesRepository(Protocol):
    """Where series are kept."""

    async def get(self, series_id: SeriesId) -> Series:
        """Return the series; one that nobody has changed is as usual."""

    async def given_in(self, series_id: SeriesId, year: int) -> int:
        """Return how many letters of a Jalali year have a number of this series from here or the automation.

        Whoever is about to sign the first of them at this moment begins again afterwards.
        """

    async def old_numbers(self, series_id: SeriesId, year: int) -> Sequence[str]:
        """Return the numbers of a year that letters of paper have in this series."""

    async def save(self, series: Series) -> None:
        """Keep the series. Raises Stale."""


class DelegationRepository(Protocol):
    """Where delegations are kept."""

    async def get(self, delegation_id: DelegationId) -> Delegation:
        """Return the delegation, or raise DelegationNotFound."""

    async def of(self, person_id: str) -> Sequence[Delegation]:
        """Return what was ever delegated to a person, the latest first."""

    async def save(self, delegation: Delegation) -> None:
        """Keep the delegation. Raises Stale."""


class Files(Protocol):
    """Where scans are kept."""

    async def keep(self, content: bytes, *, media_type: str) -> Any:
        """Keep a file, outside of any unit of work, and return a reference with its `sha256`. Raises NoRoom."""

    async def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises NoSuchFile or FileDamaged."""


@dataclass(frozen=True, slots=True)
class NewDelegation:
    """A letter of delegation as it is entered."""

    from_person_id: str
    to_person_id: str
    letter_no: str
    dated_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Chancery:
    """Keeps series and delegations."""

    series: SeriesRepository
    delegations: DelegationRepository
    people: PersonRepository
    posts: PostRepository
    files: Files
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def number(
        self, series_id: str, numbering: Numbering, *, checked_first: bool, version: int | None = None, by: Viewer
    ) -> Series:
        """Number a series otherwise. Raises WrongSeries once numbers of this year were given, or Stale."""
        KEEP_SERIES.require(by)
        key = SeriesId(tidy(series_id))
        if not key:
            raise WrongSeries("حرف سری را وارد کنید.")
        async with self.transaction():
            series = await self.series.get(key)
            if version is not None and version != series.version:
                raise Stale("این سری را شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="series")
            year = jalali_of(self.now()).year
            given = await self.series.given_in(key, year)
            if numbering == series.numbering and checked_first == series.checked_first:
                return series
            taken = [each for each in await self.series.old_numbers(key, year) if numbering.would_give(each, key, year)]
            if taken:
                raise WrongSeries(
                    _(
                        "شماره %(number)s را حکمی پیش از سامانه دارد؛ شماره آغاز را بعد از آن بگذارید.",
                        number=digits(taken[0]),
                    )
                )
            series.change(numbering, checked_first=checked_first, given=given, year=year)
            await self.series.save(series)
            return series

    async def delegate(self, new: NewDelegation, *, by: Viewer) -> Delegation:
        """Enter a letter of delegation. Raises WrongDelegation or NotAllowed."""
        KEEP_DELEGATIONS.require(by)
        if by.person_id == new.to_person_id:
            raise NotAllowed("هیچ‌کس تفویض امضا به خودش را ثبت نمی‌کند.")
        async with self.transaction():
            today = day_of(self.now())
            if new.dated_on > today:
                raise WrongDelegation("تاریخ نامه در آینده است.")
            posts = await self.posts.held_by(new.from_person_id, on=today)
            if not any(post.role == "governor" for post in posts):
                raise WrongDelegation("تفویض‌کننده اکنون فرماندار نیست.")
            giver = await self.people.get(PersonId(new.from_person_id))
            taker = await self.people.get(PersonId(new.to_person_id))
            taker.must_not_be_merged()
            delegation = Delegation(
                id=DelegationId(self.new_id()),
                from_person_id=giver.id,
                from_name=giver.name,
                to_person_id=taker.id,
                to_name=taker.name,
                letter_no=tidy(new.letter_no),
                dated_on=new.dated_on,
                until=new.until,
                entered_by=by.person_id,
                entered_at=self.now(),
            )
            await self.delegations.save(delegation)
            return delegation

    async def attach_scan(self, delegation_id: str, content: bytes, *, by: Viewer) -> Delegation:
        """Keep the scan of a letter of delegation; the same again changes nothing.

        Raises NotAScan, DelegationNotFound, WrongDelegation or NoRoom.
        """
        KEEP_DELEGATIONS.require(by)
        media_type = media_type_of(content)
        await self.delegations.get(DelegationId(delegation_id))
        kept = await self.files.keep(content, media_type=media_type)
        async with self.transaction():
            delegation = await self.delegations.get(DelegationId(delegation_id))
            if delegation.attach(DocumentRef(kept.sha256, self.now(), file_id=kept.sha256)):
                await self.delegations.save(delegation)
            return delegation

    async def scan(self, delegation_id: str, *, by: Viewer) -> tuple[bytes, str]:
        """The scan of a letter of delegation, and its media type. Raises DelegationNotFound or FileDamaged."""
        READ_CHANCERY.require(by)
        delegation = await self.delegations.get(DelegationId(delegation_id))
        if delegation.scan is None:
            raise DelegationNotFound("اسکن این نامه تفویض پیوست نشده است.")
        content = await self.files.read(delegation.scan.sha256)
        return content, media_type_of(content)

    async def withdraw(self, delegation_id: str, *, by: Viewer) -> Delegation:
        """End a delegation now; again changes nothing. Raises DelegationNotFound."""
        KEEP_DELEGATIONS.require(by)
        async with self.transaction():
            delegation = await self.delegations.get(DelegationId(delegation_id))
            if delegation.withdraw(by=by.person_id, at=self.now()):
                await self.delegations.save(delegation)
            return delegation
