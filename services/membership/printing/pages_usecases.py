"""The pages of one kind of letters: set once by the print shop, kept, and only then announced."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from services.membership.letters.domain import DocumentRef, Letter, LetterId, WrongState
from services.membership.letters.scan_domain import media_type_of
from services.membership.letters.signature_domain import SignatureMode
from services.membership.printing.domain import NoPage
from services.membership.printing.usecases import PrintShop
from services.membership.statements.domain import Statement
from services.membership.typesetting.domain import Page, Paper
from shared.events import Event
from shared.runtime.context import caused_by, current_cause
from shared.runtime.county import County

Printed = TypeVar("Printed", bound=Letter)
Drawn_contra = TypeVar("Drawn_contra", bound=Letter, contravariant=True)


class PrintedLetters(Protocol[Printed]):
    """Where the letters of one kind are kept."""

    async def get(self, letter_id: LetterId) -> Printed:
        """Return the letter, or raise that there is none."""

    async def unprinted(self, *, limit: int) -> Sequence[Printed]:
        """Return registered letters whose page is to be made, the earliest first."""

    async def save(self, letter: Printed, *events: Event) -> None:
        """Keep the letter and queue its events: both, or neither."""


class Drawing(Protocol[Drawn_contra]):
    """Says what stands on the pages of a letter."""

    def __call__(
        self, letter: Drawn_contra, /, county: County, *, verify_url: str = "", qr: str = ""
    ) -> Mapping[str, Page]:
        """Return what is kept by itself: the whole letter under the empty name, and perhaps a page for each guest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPages(Generic[Printed]):
    """The letters of one kind as the print shop sees them, and as their readers get them."""

    kind: str
    letters: PrintedLetters[Printed]
    drawing: Drawing[Printed]
    statement: Callable[[Printed], Statement]
    """What the QR code says of a registered letter."""
    tells: Callable[[Printed, str], Sequence[Event]]
    """What others are told when the page is kept, with the address of the public check."""
    shop: PrintShop
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    county: County
    qr_text: Callable[[Statement], str]
    """The text of a QR code, with the statement signed."""
    public_url: str
    now: Callable[[], datetime]
    paper: Paper = "a4"

    async def unprinted(self, *, limit: int) -> Sequence[Printed]:
        """Registered letters whose page is to be made now, the earliest first."""
        return await self.letters.unprinted(limit=limit)

    def pages(self, letter: Printed) -> Mapping[str, Page]:
        """What stands on the pages of a letter."""
        if letter.registration is None:
            return self.drawing(letter, self.county)
        qr = self.qr_text(self.statement(letter))
        return self.drawing(letter, self.county, verify_url=self._url(letter), qr=qr)

    async def printed(self, letter_id: LetterId, made: Mapping[str, DocumentRef]) -> None:
        """Note the pages, and tell everybody of the letter: both, or neither. Made again, they change nothing."""
        async with self.transaction():
            letter = await self.letters.get(letter_id)
            told = self.tells(letter, self._url(letter))
            if letter.take_pages(made):
                with caused_by(replace(current_cause(), replay=letter.is_replay)):
                    await self.letters.save(letter, *told)

    async def attach_scan(self, letter_id: LetterId, content: bytes) -> None:
        """Keep the scan of a letter that was signed by hand, and tell everybody of it. The same again changes nothing.

        Raises NotAScan, WrongState and NoRoom, and that there is no such letter.
        """
        media_type = media_type_of(content)
        letter = await self.letters.get(letter_id)
        if letter.registered.mode is not SignatureMode.WET:
            raise WrongState("فقط برای نامه‌ای که روی کاغذ امضا می‌شود اسکن پیوست می‌شود.")
        sha256 = await self.shop.keep(content, media_type=media_type)
        if letter.document and letter.document.sha256 != sha256:
            raise WrongState("اسکن این نامه پیش‌تر پیوست و ابلاغ شده است و تغییر نمی‌کند.")
        await self.printed(letter.id, {"": DocumentRef(sha256, self.now(), mode=SignatureMode.WET, file_id=sha256)})

    async def content(self, letter: Printed, which: str = "") -> bytes:
        """Return a page as it is kept, the same for ever; or as it would be printed, where none is to be kept.

        Raises NoPage while it is being made, CannotSet and PressBroken; FileDamaged.
        """
        if document := letter.page_for(which):
            return await self.shop.read(document)
        entry = letter.registration
        if entry and entry.mode.is_printed_by_us:
            raise NoPage("صفحه این نامه هنوز ساخته نشده است.")
        at = entry.at if entry else self.now()
        return await self.shop.proof(self.pages(letter)[which], at=at, edition=letter.edition, paper=self.paper)

    def _url(self, letter: Printed) -> str:
        return f"{self.public_url}/v/{letter.registered.verify_code}"
