"""Decrees as the print shop sees them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from services.membership.decrees.domain import Decree, DecreeId
from services.membership.decrees.usecases import DecreeRepository
from services.membership.letters.domain import DocumentRef, Letter, LetterId
from services.membership.printing.domain import page_of
from services.membership.statements.domain import Kind, Statement
from services.membership.typesetting.domain import Page
from shared.persian.jalali import day_of
from shared.runtime.county import County


class Unprinted(Protocol):
    """Finds decrees without a page."""

    async def unprinted(self, *, limit: int) -> Sequence[Decree]:
        """Registered decrees whose page is to be made, the earliest first."""


@dataclass(frozen=True, slots=True)
class DecreePages:
    """Prints decrees. A decree is announced when its page is kept, and not before."""

    decrees: DecreeRepository
    waiting: Unprinted
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    county: County
    qr_text: Callable[[Statement], str]
    """What the QR code of a letter says, with the statement signed."""
    public_url: str
    kind: str = "decree"

    async def unprinted(self, *, limit: int) -> Sequence[Letter]:
        """Registered decrees whose page is to be made now, the earliest first."""
        return await self.waiting.unprinted(limit=limit)

    def page(self, letter: Letter) -> Page:
        """What stands on the page of a decree."""
        if not isinstance(letter, Decree):
            raise TypeError(f"{letter.id} is no decree")
        if letter.registration is None:
            return page_of(letter, self.county)
        url = f"{self.public_url}/v/{letter.registration.verify_code}"
        return page_of(letter, self.county, verify_url=url, qr=self.qr_text(statement_of(letter)))

    async def printed(self, letter_id: LetterId, document: DocumentRef) -> None:
        """Note the page, and tell everybody of the decree: both, or neither. A second page changes nothing."""
        async with self.transaction():
            decree = await self.decrees.get(DecreeId(letter_id))
            if decree.document is None:
                decree.document = document
                url = f"{self.public_url}/v/{decree.registered.verify_code}"
                await self.decrees.save(decree, decree.issued(verify_url=url))


def statement_of(decree: Decree) -> Statement:
    """What the QR code of a decree states on the day of its registration."""
    entry, grant = decree.registered, decree.grant
    return Statement(
        code=entry.verify_code,
        number=entry.register_no,
        dated=day_of(entry.at),
        name=grant.person_name,
        role=grant.role_name,
        body=grant.body_name,
        office="، ".join(grant.office_names),
        valid_until=grant.valid_until,
        kind=Kind.DECREE,
        is_sample=decree.wording.is_sample,
    )
