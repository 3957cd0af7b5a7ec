"""Layouts in MongoDB: an edition is a document, and so is the choice of a kind."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.layouts.domain import Choice, Layout, LayoutId, LayoutNotFound
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

LAYOUTS = "layouts"
CHOICES = "layout_choices"
INDEXES: Indexes = {LAYOUTS: [IndexModel([("kind", 1), ("edition", -1)], unique=True)], CHOICES: []}
AUDITED: Audited = {LAYOUTS: all_but(), CHOICES: all_but()}

_LAYOUT = Shape(Layout)
_CHOICE = Shape(Choice)


@dataclass(frozen=True, slots=True)
class MongoLayoutRepository:
    """Keeps editions and choices."""

    store: Store

    async def get(self, kind: str, edition: int) -> Layout:
        """Return an edition, or raise LayoutNotFound."""
        document = await self.store.get(LAYOUTS, LayoutId(f"{kind}/{edition}"))
        if document is None:
            raise LayoutNotFound("چنین نسخه‌ای از قالب نیست.")
        return to_layout(document)

    async def latest(self, kind: str) -> int:
        """Return the highest number of an edition; 0 when there is none."""
        found = await self.store.find(LAYOUTS, {"kind": kind}, sort=[("edition", -1)], limit=1)
        return to_layout(found[0]).edition if found else 0

    async def save(self, layout: Layout) -> None:
        """Keep an edition. Raises Stale."""
        stale = Stale("این قالب را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="layout")
        await save(self.store, LAYOUTS, layout, _LAYOUT.document(layout), stale=stale, taken=stale)

    async def remove(self, layout: Layout) -> None:
        """Remove an edition."""
        async with self.store.unit_of_work() as work:
            await work.delete(LAYOUTS, layout.id)

    async def choice(self, kind: str) -> Choice:
        """Return what is in force."""
        document = await self.store.get(CHOICES, kind)
        return to_choice(document) if document else Choice(id=kind)

    async def choose(self, choice: Choice) -> None:
        """Keep what is in force. Raises Stale."""
        stale = Stale("قالب نافذ را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="layout")
        await save(self.store, CHOICES, choice, _CHOICE.document(choice), stale=stale, taken=stale)


def to_layout(document: Document) -> Layout:
    """The edition of a document."""
    return _LAYOUT.aggregate(document)


def to_choice(document: Document) -> Choice:
    """The choice of a document."""
    return _CHOICE.aggregate(document)
