"""Decrees on paper: their pages are made once, read by whom they concern, and scanned where they are signed by hand."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Protocol

from services.membership.decrees.access import DRAFT_DECREE
from services.membership.decrees.domain import Decree, DecreeId, DecreeNotFound, may_read
from services.membership.decrees.statement_domain import statement_of
from services.membership.decrees.usecases import DecreeRepository
from services.membership.letters.domain import DocumentRef, Letter, LetterId, WrongState
from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.usecases import Signatories
from services.membership.printing.domain import NoPage, page_of
from services.membership.printing.scan_domain import media_type_of
from services.membership.printing.usecases import PrintShop
from services.membership.statements.domain import Statement
from services.membership.typesetting.domain import Page, Paper
from shared.runtime.context import caused_by, current_cause
from shared.runtime.county import County
from shared.runtime.viewer import Viewer


class Unprinted(Protocol):
    """Finds decrees without a page."""

    async def unprinted(self, *, limit: int) -> Sequence[Decree]:
        """Registered decrees whose page is to be made, the earliest first."""


@dataclass(frozen=True, slots=True)
class DecreePages:
    """Decrees as the print shop sees them. A decree is announced when its page is kept, and not before."""

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
                with caused_by(replace(current_cause(), replay=decree.is_replay)):
                    await self.decrees.save(decree, decree.issued(verify_url=url))


class Kept(NamedTuple):
    """The page of a decree as it is kept."""

    content: bytes
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReadingRoom:
    """Shows the pages of decrees to those who may read them, and takes scans."""

    decrees: DecreeRepository
    pages: DecreePages
    shop: PrintShop
    signatories: Signatories
    now: Callable[[], datetime]

    async def kept(self, decree_id: DecreeId, *, by: Viewer) -> Kept:
        """Return the page as it is kept, the same for ever. Raises DecreeNotFound, NoPage; FileDamaged."""
        decree = await self._readable(decree_id, by)
        if decree.document is None:
            raise NoPage("صفحه این حکم هنوز ساخته نشده است.")
        content = await self.shop.read(decree.document)
        return Kept(content, media_type_of(content), decree.document.sha256)

    async def proof(self, decree_id: DecreeId, *, paper: Paper | None = None, by: Viewer) -> bytes:
        """Return the page as it would be printed: of a draft, or of a decree that is to be signed by hand.

        Raises DecreeNotFound, CannotSet and PressBroken.
        """
        decree = await self._readable(decree_id, by)
        at = decree.registration.at if decree.registration else self.now()
        return await self.shop.proof(self.pages.page(decree), at=at, paper=paper)

    async def attach_scan(self, decree_id: DecreeId, content: bytes, *, by: Viewer) -> Decree:
        """Keep the scan of a decree that was signed by hand, and announce the decree. The same again changes nothing.

        Raises NotAScan, WrongState, DecreeNotFound, NoRoom.
        """
        DRAFT_DECREE.require(by)
        media_type = media_type_of(content)
        decree = await self.decrees.get(decree_id)
        if decree.registered.mode is not SignatureMode.WET:
            raise WrongState("فقط برای حکمی که روی کاغذ امضا می‌شود اسکن پیوست می‌شود.")
        sha256 = await self.shop.keep(content, media_type=media_type)
        if decree.document and decree.document.sha256 != sha256:
            raise WrongState("اسکن این حکم پیش‌تر پیوست و ابلاغ شده است و تغییر نمی‌کند.")
        document = DocumentRef(sha256, self.now(), mode=SignatureMode.WET, file_id=sha256)
        await self.pages.printed(decree.id, document)
        return await self.decrees.get(decree_id)

    async def _readable(self, decree_id: DecreeId, by: Viewer) -> Decree:
        decree = await self.decrees.get(decree_id)
        if not (may_read(by, decree) or await self.signatories.may_sign(by)):
            raise DecreeNotFound("این حکم پیدا نشد.")
        return decree
