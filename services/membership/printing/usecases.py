"""The print shop: makes the page of a registered letter once, and proofs as often as somebody looks at a draft."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from services.membership.letters.domain import DocumentRef, Letter, LetterId
from services.membership.letters.signature_domain import SignatureMode
from services.membership.printing.domain import NotReady
from services.membership.sealing.domain import KeyExpired, KeyMissing
from services.membership.typesetting.domain import Page, Paper, PressBroken, Template

PDF: Final = "application/pdf"
_AT_ONCE: Final = 4
"""How many pages of one letter are made side by side, so that other letters get their turn at the press."""

Printed = TypeVar("Printed", bound=Letter)


class Typesetter(Protocol):
    """Makes pages."""

    async def render(self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper) -> bytes:
        """Return the PDF. Raises CannotSet for what never succeeds, PressBroken for what may."""

    async def probe(self) -> None:
        """Raise PressBroken when no page can be made now."""


class Seal(Protocol):
    """Signs pages."""

    def probe(self, now: datetime) -> None:
        """Raise KeyMissing or KeyExpired when no page can be signed now."""

    async def seal(self, pdf: bytes, *, at: datetime, name: str, reason: str) -> bytes:
        """Return the PDF with its signature. Raises KeyMissing, KeyExpired, StampMissing and CannotSeal."""


class Files(Protocol):
    """Where pages are kept."""

    async def keep(self, content: bytes, *, media_type: str) -> Any:
        """Keep a file, and return a reference with its `sha256`."""

    async def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises NoSuchFile or FileDamaged."""


class Printables(Protocol[Printed]):
    """The letters of one kind, as the print shop sees them."""

    @property
    def kind(self) -> str:
        """Such as `decree`."""

    @property
    def paper(self) -> Paper:
        """The size of its pages."""

    async def unprinted(self, *, limit: int) -> Sequence[Printed]:
        """Registered letters whose page is to be made now, the earliest first."""

    def pages(self, letter: Printed) -> Mapping[str, Page]:
        """What stands on the pages: of the whole letter under the empty name, and of what is kept by itself."""

    async def printed(self, letter_id: LetterId, made: Mapping[str, DocumentRef]) -> None:
        """Note the pages, and tell everybody of the letter: both, or neither. Made again, they change nothing."""


@dataclass(frozen=True, slots=True)
class PrintShop:
    """Makes pages, seals and keeps them."""

    press: Typesetter
    seal: Seal
    files: Files
    template: Callable[[str, int | None], Awaitable[Template]]
    """The template of an edition of a kind of letters, or the one in force."""
    mode: SignatureMode
    """How letters are signed in this county."""
    now: Callable[[], datetime]
    paper: Paper = "a4"

    async def must_be_ready(self) -> None:
        """Raise NotReady when a letter that is signed now would get no page."""
        if not self.mode.makes_a_document:
            return
        try:
            await self.press.probe()
            if self.mode is not SignatureMode.WET:
                await asyncio.to_thread(self.seal.probe, self.now())
        except (PressBroken, KeyMissing, KeyExpired) as error:
            raise NotReady(str(error)) from error

    async def proof(self, page: Page, *, at: datetime, edition: int | None = None, paper: Paper | None = None) -> bytes:
        """Return the page as it would be printed, without a signature. Raises CannotSet, PressBroken."""
        template = await self.template(page.kind, edition)
        return await self.press.render(template, page.data(), at=at, paper=paper or self.paper)

    async def make(self, letter: Letter, pages: Mapping[str, Page], *, paper: Paper) -> Mapping[str, DocumentRef]:
        """Make all pages of a registered letter and seal them; none is kept before the last one is made.

        Raises CannotSet for what never succeeds; PressBroken, and what sealer and file store raise, for what may.
        """
        made: list[_Made] = []
        wanted = list(pages.values())
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            made += await asyncio.gather(*(self._sealed(letter, page, paper) for page in some))
        return {name: await self._kept(letter, each) for name, each in zip(pages, made, strict=True)}

    async def _sealed(self, letter: Letter, page: Page, paper: Paper) -> "_Made":
        entry = letter.registered
        template = await self.template(page.kind, letter.edition)
        pdf = await self.press.render(template, page.data(), at=entry.at, paper=paper)
        name, reason = entry.signatory.name, letter.wording.subject
        return _Made(await self.seal.seal(pdf, at=self.now(), name=name, reason=reason), template)

    async def _kept(self, letter: Letter, made: "_Made") -> DocumentRef:
        kept = await self.files.keep(made.content, media_type=PDF)
        return DocumentRef(
            kept.sha256,
            self.now(),
            mode=letter.registered.mode,
            file_id=kept.sha256,
            template=f"{made.template.name}/{made.template.version}",
        )

    async def keep(self, content: bytes, *, media_type: str) -> str:
        """Keep a scan, and return its SHA-256. Raises NoRoom."""
        kept = await self.files.keep(content, media_type=media_type)
        return str(kept.sha256)

    async def read(self, document: DocumentRef) -> bytes:
        """Return the page that was kept. Raises NoSuchFile or FileDamaged."""
        return await self.files.read(document.file_id or document.sha256)


class _Made(NamedTuple):
    content: bytes
    template: Template
