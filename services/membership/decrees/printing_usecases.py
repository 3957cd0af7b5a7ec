"""Decrees on paper: their pages are made once, read by whom they concern, and scanned where they are signed by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.membership.decrees.access import DRAFT_DECREE
from services.membership.decrees.domain import Decree, DecreeId, DecreeNotFound, may_read
from services.membership.decrees.usecases import DecreeRepository
from services.membership.letters.scan_domain import media_type_of
from services.membership.letters.usecases import Signatories
from services.membership.printing.domain import NoPage, page_of
from services.membership.printing.pages_usecases import LetterPages
from services.membership.printing.usecases import PrintShop
from services.membership.typesetting.domain import Page, Paper
from shared.runtime.county import County
from shared.runtime.viewer import Viewer


def drawing(decree: Decree, county: County, *, verify_url: str = "", qr: str = "") -> Mapping[str, Page]:
    """What stands on the page of a decree."""
    return {"": page_of(decree, county, verify_url=verify_url, qr=qr)}


class Kept(NamedTuple):
    """The page of a decree as it is kept."""

    content: bytes
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReadingRoom:
    """Shows the pages of decrees to those who may read them, and takes scans."""

    decrees: DecreeRepository
    pages: LetterPages[Decree]
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
        return await self.shop.proof(self.pages.pages(decree)[""], at=at, paper=paper)

    async def attach_scan(self, decree_id: DecreeId, content: bytes, *, by: Viewer) -> Decree:
        """Keep the scan of a decree that was signed by hand, and announce the decree. The same again changes nothing.

        Raises NotAScan, WrongState, DecreeNotFound, NoRoom.
        """
        DRAFT_DECREE.require(by)
        await self.pages.attach_scan(decree_id, content)
        return await self.decrees.get(decree_id)

    async def _readable(self, decree_id: DecreeId, by: Viewer) -> Decree:
        decree = await self.decrees.get(decree_id)
        if not (may_read(by, decree) or await self.signatories.may_sign(by)):
            raise DecreeNotFound("این حکم پیدا نشد.")
        return decree
