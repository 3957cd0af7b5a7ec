"""Preview links in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from services.news.articles.domain import ArticleId
from services.news.previews.domain import Preview, PreviewId
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

PREVIEWS = "previews"
_KEPT_SECONDS = 30 * 24 * 3600
INDEXES: Indexes = {
    PREVIEWS: [
        IndexModel([("token", 1)], unique=True),
        IndexModel([("article_id", 1), ("made_at", -1)]),
        IndexModel([("expires_at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget"),
    ]
}
AUDITED: Audited = {PREVIEWS: all_but("token")}

_PREVIEW = Shape(Preview)


@dataclass(frozen=True, slots=True)
class MongoPreviewRepository:
    """Keeps links until a month after they are over."""

    store: Store

    async def by_token(self, token: str) -> Preview | None:
        """Return the link of this address, if there is one."""
        found = await self.store.find(PREVIEWS, {"token": token}, limit=1)
        return _PREVIEW.aggregate(found[0]) if found else None

    async def get(self, key: PreviewId) -> Preview | None:
        """Return the link of this id, if there is one."""
        document = await self.store.get(PREVIEWS, key)
        return _PREVIEW.aggregate(document) if document else None

    async def of(self, article_id: ArticleId) -> Sequence[Preview]:
        """Return the links of an article, the newest first."""
        found = await self.store.find(PREVIEWS, {"article_id": article_id}, sort=[("made_at", -1)], limit=20)
        return [_PREVIEW.aggregate(each) for each in found]

    async def save(self, preview: Preview) -> None:
        """Keep it. Raises Stale."""
        stale = Stale("این پیوند همین حالا تغییر کرد؛ صفحه را تازه کنید.", of="preview")
        await save(self.store, PREVIEWS, preview, _PREVIEW.document(preview), stale=stale)
